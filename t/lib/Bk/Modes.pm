# SPDX-License-Identifier: MIT
package Bk::Modes;

# One question in all three modes of authentication: a pool and an nginx for
# each, over the same databases.
use v5.28;
use warnings;
use Bk::Http qw(http query escape);
use Bk::Jwt qw(key jwt claims);
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir spew slurp);
use Bk::Service;
use JSON::PP ();
use Test::More ();

our @MODES = qw(esb header jwt);

my $writer = JSON::PP->new->utf8->canonical;

# new(set => {}): keys of all pools.
sub new {
	my ($class, %o) = @_;
	my %set  = %{ $o{set} // {} };
	my $self = bless { service => Bk::Service->new(set => \%set) }, $class;
	my $file = tmpdir . '/modes.pub';
	spew($file, key('modes')->{public}, 0600);
	$self->{token} = jwt(key('modes'), claims('admin', 'my_app', exp => time + 86400));
	@{ $self->{esb} }{qw(pool nginx)} = @{ $self->{service} }{qw(pool nginx)};
	for my $mode (qw(header jwt)) {
		$self->{$mode}{pool} = Bk::Pool->new(maria => $self->{service}{maria}, name => $mode,
			set => { auth => $mode, 'mysql.paas.database' => undef, 'login.secret_key_file' => undef,
				($mode eq 'jwt' ? ('jwt.public_key_file' => $file) : ()), %set });
		$self->{$mode}{nginx} = Bk::Nginx->new(pool => $self->{$mode}{pool}, name => $mode, sample => 'nginx-apigw.conf');
	}
	return $self;
}

# ask(MODE, METHOD, ENDPOINT, ...): the answer, its body also as {json}.
#   path     [name => value, ...] of the variables, in the order of the path
#   query    [name => value, ...] of a GET
#   json     {...} or the text of the body of a POST
#   user     instead of admin, not with jwt
#   headers  [name => value, ...]
sub ask {
	my ($self, $mode, $method, $endpoint, %o) = @_;
	my ($target, @headers, %body) = ('', @{ $o{headers} // [] });
	my @path  = @{ $o{path} // [] };
	my @query = @{ $o{query} // [] };
	my $text  = ref $o{json} ? $writer->encode($o{json}) : $o{json};
	if ($mode eq 'esb') {
		my @who = (bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret', bk_username => $o{user} // 'admin');
		$target = "/api/c/compapi/v2/sops/$endpoint/";
		if ($method eq 'POST') {
			my $own = $writer->encode({ @who, @path }) =~ s/\}\z//r;
			$body{body} = defined $text && $text =~ /^\{(.+)/s ? "$own,$1" : "$own}";
		} else {
			$target .= '?' . query(@who, @path, @query);
		}
	} else {
		my @values = @path[ grep { $_ % 2 } 0 .. $#path ];
		$target = "$Bk::Service::APIGW/$endpoint/" . join '', map { escape($_) . '/' } @values;
		$target .= '?' . query(@query) if @query;
		$body{body} = $text if defined $text;
		push @headers, $mode eq 'jwt' ? ('X-Bkapi-Jwt', $self->{token}) : ('Bk-Username', $o{user} // 'admin', 'Bk-App-Code', 'my_app');
	}
	my $answer = http($self->{$mode}{nginx}{port}, $method, $target, headers => \@headers, %body);
	$answer->{json} = Bk::Service::json($answer) // {};
	return $answer;
}

sub db { my ($self) = @_; return $self->{service}->db }

# What can be INSERTed into, for Bk::Task and Bk::Template.
sub service { my ($self) = @_; return $self->{service} }

# Statements that an answer of a mode took, when its line in the access log has
# come.
sub statements {
	my ($self, $mode, $answer) = @_;
	my $id = $answer->{headers}{'x-request-id'};
	my $line = Bk::Process::wait_for('the line in the access log', sub {
		(grep { /"request_id":"\Q$id\E"/ } split /\n/, slurp($self->{$mode}{pool}{conf} =~ s/conf\z/access.log/r))[0];
	});
	return JSON::PP::decode_json($line)->{statements};
}

sub finish {
	my ($self) = @_;
	for my $mode (qw(header jwt)) {
		$self->{$mode}{pool}->stop;
		Test::More::is(join('', $self->{$mode}{pool}->complaints), '', "auth = $mode: nothing bad in the log");
	}
	$self->{service}->finish;
}

1;
