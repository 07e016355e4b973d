# SPDX-License-Identifier: MIT
package Bk::Trips;

# The statements that a question takes, and how many round trips to the database,
# as the server saw them.
#
# performance_schema shows each statement of a packet with all that is left of
# the packet behind it: where a text is not what the one before it left, a new
# packet has come.
use v5.28;
use warnings;
use Bk::Process qw(wait_for);

# Of a text the server keeps so many bytes, and it keeps so many statements.
my $TEXT_MAX       = 16384;
my $STATEMENTS_MAX = 2000;

# Businesses that nobody has: the statements about them end a question.
my $mark = 900_000_000;

# For Bk::Maria->new.
sub server_args {
	return [ '--performance-schema=ON', "--performance-schema-max-sql-text-length=$TEXT_MAX",
		"--performance-schema-events-statements-history-long-size=$STATEMENTS_MAX" ];
}

# new(Bk::Maria, sub {...}): the second asks the service, whose only connection
# to the database is watched, about a business.
sub new {
	my ($class, $maria, $ask) = @_;
	$maria->do("UPDATE performance_schema.setup_instruments SET enabled = 'YES', timed = 'YES' WHERE name LIKE 'statement/%'");
	$maria->do("UPDATE performance_schema.setup_consumers SET enabled = 'YES'");
	$maria->do("UPDATE performance_schema.threads SET instrumented = 'NO' WHERE processlist_id = CONNECTION_ID()");
	$maria->do('TRUNCATE performance_schema.events_statements_history_long');
	my $self = bless { maria => $maria, ask => $ask }, $class;
	$self->_mark;
	return $self;
}

# All statements: [text, rows examined] each.
sub _statements {
	my ($self) = @_;
	return $self->{maria}->dbh->selectall_arrayref('SELECT COALESCE(sql_text, event_name), rows_examined
		FROM performance_schema.events_statements_history_long ORDER BY thread_id, event_id');
}

# Sets a mark; the statements before it.  A connection is served in order: what
# came before the mark is in the history when the mark is.
sub _mark {
	my ($self) = @_;
	$mark++;
	$self->{ask}->($mark);
	my @all = @{ wait_for("business $mark", sub {
		my $statements = $self->_statements;
		return (grep { $_->[0] =~ /\b$mark\b/ } @$statements) && $statements;
	}) };
	return grep { $_->[0] !~ /\b$mark\b/ } @all;
}

# What the sub asks: its round trips and then its statements, [text, rows
# examined] each.
sub statements {
	my ($self, $sub) = @_;
	$self->_mark;
	my ($before, $trips, $left, @statements) = ($mark, 0, '');
	$sub->();
	my @all = $self->_mark;
	my ($at) = grep { $all[$_][0] =~ /\b$before\b/ } reverse 0 .. $#all;
	die "the server has forgotten statements\n" if !defined $at;
	for (@all[ $at + 1 .. $#all ]) {
		my ($text, $rows) = @$_;
		die "a text that the server has cut\n" if length $text >= $TEXT_MAX;
		$trips++ if $left eq '' || $text ne $left;
		(my $statement, $left) = $text =~ /\A([^;]*);?\s*(.*)\z/s;
		push @statements, [ $statement, $rows ];
	}
	return ($trips, @statements);
}

# Round trips of what the sub asks.
sub of { my ($self, $sub) = @_; return ($self->statements($sub))[0] }

1;
