# SPDX-License-Identifier: MIT
package Bk::Service;

# MariaDB with the fixture of esb chapter 11, a pool, nginx: what the case
# tests ask.
use v5.28;
use warnings;
use Bk::Http qw(http query escape);
use Bk::Jwt  qw(key jwt claims);
use Bk::Maria;
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir);
use JSON::PP ();
use Test::More ();

our $DETAIL = '/api/c/compapi/v2/sops/get_task_detail/';
our $APIGW  = '/o/bk_sops/apigw';

# Whose key signs the tokens of the current generation, as its row names it.
our $GATEWAY = 'bk-sops';

my $writer = JSON::PP->new->utf8->canonical;

# Skips the whole test file when a server is missing.
sub need {
	my @missing = (
		Bk::Maria::available() ? () : Bk::Maria::missing(),
		Bk::Nginx::available() ? () : 'nginx');
	Test::More::plan(skip_all => "not installed: @missing") if @missing;
}

# The files of a generation, and what its pool and nginx have beside the
# defaults.
sub _generation_2019 {
	my ($source) = @_;
	return (
		paas => [ "$source/schema/open_paas.sql", "$source/t/data/open_paas.sql" ],
		sops => [ "$source/schema/2019/bk_sops.sql", "$source/t/data/bk_sops.sql" ]);
}

sub _generation_current {
	my ($source, %o) = @_;
	return (
		paas   => [],
		sops   => [ "$source/schema/current/bk_sops.sql", "$source/t/data/current.sql" ],
		sample => 'nginx-current.conf',
		set    => {
			auth => 'jwt', generation => 'current', iam => 'skip', site_prefix => '/', app_host => 'http://sops.example.com/',
			($o{release} ? (release => $o{release}) : ()), 'mysql.paas.database' => undef, 'login.secret_key_file' => undef });
}

# new(set => {}, all => 1, sample => FILE, paas => [files], sops => [files],
# name => NAME): a second one in the same test needs a name, and may have the
# databases of the first (maria => Bk::Maria).  generation => 'current': over its
# tables, for ask_current; release => '3.32' or '3.34'.
sub new {
	my ($class, %o) = @_;
	need();
	my $source  = Bk::Nginx::source();
	my $name    = $o{name} // '';
	my $current = ($o{generation} // '') eq 'current';
	my %default = $current ? _generation_current($source, %o) : _generation_2019($source);
	$o{set} = { %{ $default{set} // {} }, %{ $o{set} // {} } };
	my $self = bless { maria => $o{maria} // Bk::Maria->new(name => "maria$name") }, $class;
	if (!$o{maria}) {
		$self->{maria}->load('open_paas', @{ $o{paas} // $default{paas} });
		$self->{maria}->load('bk_sops',   @{ $o{sops} // $default{sops} });
		$self->{maria}->read_only_account($Bk::Pool::PASSWORD, 'open_paas', 'bk_sops');
		$self->public_key($GATEWAY, key('gateway')) if $current && !$o{sops};
	}
	$self->{pool}  = Bk::Pool->new(name => "pool$name", maria => $self->{maria}, set => $o{set}, global => $o{global},
		wrap => $o{wrap});
	$self->{nginx} = Bk::Nginx->new(name => $name, pool => $self->{pool}, all => $o{all} // 1,
		sample => $o{sample} // $default{sample});
	return $self;
}

sub db { my ($self) = @_; return $self->{maria} }

# get(TARGET, headers => [...]), and so on: as Bk::Http::http.
sub get  { my ($self, $target, %o) = @_; return http($self->{nginx}{port}, 'GET',  $target, %o) }
sub post { my ($self, $target, %o) = @_; return http($self->{nginx}{port}, 'POST', $target, %o) }
sub ask  { my ($self, $method, $target, %o) = @_; return http($self->{nginx}{port}, $method, $target, %o) }

# public_key(NAME, KEY): the row by which a gateway's key is found (sops-current
# 2.1); without KEY there is none.
sub public_key {
	my ($self, $name, $key) = @_;
	$self->db->do(q{DELETE FROM bk_sops.apigw_manager_context WHERE scope = 'public_key' AND `key` = ?}, $name);
	$self->db->do('INSERT INTO bk_sops.apigw_manager_context (created_at, updated_at, scope, `key`, value)'
		  . " VALUES (NOW(), NOW(), 'public_key', ?, ?)", $name, $key->{public}) if $key;
}

# ask_current(METHOD, ENDPOINT, ...): an endpoint of the current generation, as
# its gateway asks; the answer, its body also as {json}.
#   path     [value, ...], in the order of the path
#   query    [name => value, ...]
#   json     {...} or the text of the body
#   user, app, claims
#            admin of my_app, which t/data/current.sql trusts; more claims
#   token    instead of these; '' sends none
#   headers  [name => value, ...]
sub ask_current {
	my ($self, $method, $endpoint, %o) = @_;
	my $target = "/apigw/$endpoint/" . join '', map { escape($_) . '/' } @{ $o{path} // [] };
	$target .= '?' . query(@{ $o{query} }) if $o{query};
	my $token = $o{token} // jwt(key('gateway'), claims($o{user} // 'admin', $o{app} // 'my_app', %{ $o{claims} // {} }),
		kid => $GATEWAY);
	my $answer = $self->ask($method, $target,
		headers => [ length $token ? ('X-Bkapi-JWT', $token) : (), @{ $o{headers} // [] } ],
		exists $o{json} ? (body => ref $o{json} ? $writer->encode($o{json}) : $o{json}) : ());
	$answer->{json} = json($answer) // {};
	return $answer;
}

# The JSON of an answer; undef when it is none.
sub json {
	my ($answer) = @_;
	return scalar eval { JSON::PP->new->utf8->allow_nonref->allow_bignum->decode($answer->{body}) };
}

# One TAP line: nothing bad in the log, at the end of a test.
sub finish {
	my ($self, %o) = @_;
	$self->{pool}->stop;
	my @bad = $self->{pool}->complaints(%o);
	Test::More::is("@bad", '', 'no crash, no sanitizer report and no secret in the log');
	Test::More::done_testing();
}

1;
