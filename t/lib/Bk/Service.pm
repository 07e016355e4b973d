# SPDX-License-Identifier: MIT
package Bk::Service;

# MariaDB with the fixture of esb chapter 11, a pool, nginx: what the case
# tests ask.
use v5.28;
use warnings;
use Bk::Http qw(http query escape);
use Bk::Maria;
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir);
use JSON::PP ();
use Test::More ();

our $DETAIL = '/api/c/compapi/v2/sops/get_task_detail/';
our $APIGW  = '/o/bk_sops/apigw';

# Skips the whole test file when a server is missing.
sub need {
	my @missing = (
		Bk::Maria::available() ? () : Bk::Maria::missing(),
		Bk::Nginx::available() ? () : 'nginx');
	Test::More::plan(skip_all => "not installed: @missing") if @missing;
}

# new(set => {}, all => 1, sample => FILE, paas => [files], sops => [files],
# name => NAME): a second one in the same test needs a name.
sub new {
	my ($class, %o) = @_;
	need();
	my $source = Bk::Nginx::source();
	my $name   = $o{name} // '';
	my $self   = bless { maria => Bk::Maria->new(name => "maria$name") }, $class;
	$self->{maria}->load('open_paas',
		@{ $o{paas} // [ "$source/schema/open_paas.sql", "$source/t/data/open_paas.sql" ] });
	$self->{maria}->load('bk_sops',
		@{ $o{sops} // [ "$source/schema/2019/bk_sops.sql", "$source/t/data/bk_sops.sql" ] });
	$self->{maria}->read_only_account($Bk::Pool::PASSWORD, 'open_paas', 'bk_sops');
	$self->{pool}  = Bk::Pool->new(name => "pool$name", maria => $self->{maria}, set => $o{set}, global => $o{global}, wrap => $o{wrap});
	$self->{nginx} = Bk::Nginx->new(name => $name, pool => $self->{pool}, all => $o{all} // 1, sample => $o{sample});
	return $self;
}

sub db { my ($self) = @_; return $self->{maria} }

# get(TARGET, headers => [...]), and so on: as Bk::Http::http.
sub get  { my ($self, $target, %o) = @_; return http($self->{nginx}{port}, 'GET',  $target, %o) }
sub post { my ($self, $target, %o) = @_; return http($self->{nginx}{port}, 'POST', $target, %o) }
sub ask  { my ($self, $method, $target, %o) = @_; return http($self->{nginx}{port}, $method, $target, %o) }

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
