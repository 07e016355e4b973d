# SPDX-License-Identifier: MIT
package Bk::OpenApi;

# schema/openapi.yaml, and whether an answer is one that it describes.  Values
# are those of Bk::Json.  Of JSON Schema as much as the document uses; members
# that no schema names are wrong, which in JSON Schema they are not.
use v5.28;
use warnings;
use Bk::Json qw(json_strict json_text is_number);

sub available { return eval { require YAML::XS } }

sub new {
	my ($class, $file) = @_;
	local $YAML::XS::Boolean = 'JSON::PP';
	require JSON::PP;
	return bless { document => YAML::XS::LoadFile($file), used => {} }, $class;
}

sub document { my ($self) = @_; return $self->{document} }

# What a reference stands for, or the value itself; dies when there is none.
sub resolve {
	my ($self, $value) = @_;
	while (ref $value eq 'HASH' && defined(my $ref = $value->{'$ref'})) {
		my ($path) = $ref =~ m{\A#/(.+)\z} or die "$ref: not of this document\n";
		$self->{used}{ $path =~ s{\A(components/[^/]+/[^/]+)/.*}{$1}r } = 1;
		$value = $self->{document};
		for my $name (split m{/}, $path) {
			$value = ref $value eq 'HASH' && exists $value->{$name} ? $value->{$name} : die "$ref: there is none\n";
		}
	}
	return $value;
}

# Follows every reference of the document; the components that none names.
sub unused {
	my ($self) = @_;
	$self->resolve({ '$ref' => $_->{'$ref'} }) for grep { exists $_->{'$ref'} } map { $_->[1] } $self->objects;
	my $components = $self->{document}{components};
	return sort grep { !$self->{used}{$_} } map { my $kind = $_; map { "components/$kind/$_" } keys %{ $components->{$kind} } }
	  grep { $_ ne 'securitySchemes' } keys %$components;
}

# [place, HASH] of each object of the document.
sub objects {
	my ($self) = @_;
	my @open = [ '#', $self->{document} ];
	my @objects;
	while (@open) {
		my ($place, $value) = @{ shift @open };
		my @names = ref $value eq 'HASH' ? sort keys %$value : ref $value eq 'ARRAY' ? 0 .. $#$value : next;
		push @objects, [ $place, $value ] if ref $value eq 'HASH';
		push @open, map { [ "$place/$_", ref $value eq 'HASH' ? $value->{$_} : $value->[$_] ] } @names;
	}
	return @objects;
}

# The operations of a path by method.
sub path { my ($self, $path) = @_; return $self->{document}{paths}{$path} // {} }

# Parameters of an operation in one place (query, path, header, cookie) by name.
sub parameters {
	my ($self, $operation, $in) = @_;
	my %schema;
	for my $parameter (map { $self->resolve($_) } @{ $operation->{parameters} // [] }) {
		next if $parameter->{in} ne $in;
		$schema{ $parameter->{name} } = $parameter->{schema} // $parameter->{content};
	}
	return \%schema;
}

# Members of the body of an operation by name, for a media type.
sub body {
	my ($self, $operation, $type) = @_;
	my $content = $self->resolve($operation->{requestBody} // return {})->{content};
	return $content->{$type} ? $self->merged($content->{$type}{schema})->{properties} : {};
}

# A schema with those of its allOf put into it.
sub merged {
	my ($self, $schema) = @_;
	$schema = $self->resolve($schema);
	return $schema if ref $schema ne 'HASH' || !$schema->{allOf};
	my %all = (%$schema, properties => { %{ $schema->{properties} // {} } }, required => [ @{ $schema->{required} // [] } ]);
	for my $part (map { $self->merged($_) } @{ delete $all{allOf} }) {
		$all{properties} = { %{ $all{properties} }, %{ $part->{properties} // {} } };
		push @{ $all{required} }, @{ $part->{required} // [] };
		$all{$_} //= $part->{$_} for grep { !/\A(?:properties|required)\z/ } keys %$part;
	}
	return \%all;
}

sub _type {
	my ($value) = @_;
	return 'array'  if ref $value eq 'ARRAY';
	return 'object' if ref $value eq 'HASH';
	return $$value =~ /\A-?\d+\z/ ? 'integer' : 'number' if is_number($value);
	return 'string' if !ref $value;
	return $$value eq 'null' ? 'null' : 'boolean';
}

# Whether a value of the document is one of an answer.
sub _same {
	my ($want, $value) = @_;
	return JSON::PP::is_bool($want) ? _type($value) eq 'boolean' && $$value eq ($want ? 'true' : 'false')
	  : (ref $value && !is_number($value) ? '' : ref $value ? $$value : $value) eq $want;
}

# wrong(SCHEMA, VALUE): why the value does not fit; nothing when it does.
sub wrong {
	my ($self, $schema, $value, $where) = @_;
	$where //= '';
	no warnings 'recursion';
	$schema = $self->merged($schema);
	if ($schema->{anyOf}) {
		my @why = map { $self->wrong($_, $value, $where) // return } @{ $schema->{anyOf} };
		return join ' and ', @why;
	}
	my @types = ref $schema->{type} ? @{ $schema->{type} } : $schema->{type} // ();
	my $type  = _type($value);
	my $shown = substr json_text($value), 0, 60;
	return "$where: $type $shown" if @types && !grep { $_ eq $type } @types;
	return "$where: $shown is another value" if exists $schema->{const} && !_same($schema->{const}, $value);
	return "$where: $shown is not one of them" if $schema->{enum} && !grep { _same($_, $value) } @{ $schema->{enum} };
	return "$where: $shown is below $schema->{minimum}" if defined $schema->{minimum} && is_number($value) && $$value < $schema->{minimum};
	return "$where: $shown has another form" if defined $schema->{pattern} && !ref $value && $value !~ /$schema->{pattern}/;
	if ($type eq 'array' && exists $schema->{items}) {
		for my $i (0 .. $#$value) {
			my $why = $self->wrong($schema->{items}, $value->[$i], "$where/$i");
			return $why if defined $why;
		}
	}
	return $type eq 'object' ? $self->_wrong_members($schema, $value, $where) : undef;
}

sub _wrong_members {
	my ($self, $schema, $value, $where) = @_;
	no warnings 'recursion';
	return "$where: it has members" if defined $schema->{maxProperties} && keys %$value > $schema->{maxProperties};
	for my $name (@{ $schema->{required} // [] }) {
		return "$where: no $name" if !exists $value->{$name};
	}
	my ($known, $other) = @$schema{qw(properties additionalProperties)};
	$other //= {} if !$known;
	for my $name (sort keys %$value) {
		my $member = $known && $known->{$name} // $other // return "$where: $name is unknown";
		my $why = $self->wrong($member, $value->{$name}, "$where/$name");
		return $why if defined $why;
	}
	return;
}

# wrong_answer(OPERATION, ANSWER of Bk::Http): the same of status, type, headers
# and body.
sub wrong_answer {
	my ($self, $operation, $answer) = @_;
	my $response = $self->resolve($operation->{responses}{ $answer->{status} } // return "status $answer->{status}");
	for my $name (sort keys %{ $response->{headers} // {} }) {
		my $got = $answer->{headers}{ lc $name } // next;
		my $why = $self->wrong($self->resolve($response->{headers}{$name})->{schema}, $got, "header $name");
		return $why if defined $why;
	}
	return $answer->{body} eq '' ? () : 'it has a body' if !$response->{content};
	my ($type) = ($answer->{headers}{'content-type'} // 'none') =~ /\A([^;]*)/;
	my $content = $response->{content}{$type} // return "type $type";
	my $body = $type eq 'application/json' ? eval { scalar json_strict($answer->{body}) } // return "no JSON: $@" : $answer->{body};
	return $self->wrong($content->{schema}, $body);
}

1;
