# SPDX-License-Identifier: MIT
# The file of component_outputs: what -t says of one that is wrong.
use v5.28;
use warnings;
use lib ($ENV{BKSOPS_SRCDIR} // '.') . '/t/lib';
use Bk::Config qw(test_file good line_of);
use Bk::Process qw(spew);
use Test::More;

plan skip_all => "no program $Bk::Config::program" if !-x $Bk::Config::program;
my $file = "$Bk::Config::dir/outputs.json";
my $conf = good() . "component_outputs = $file\n";
my $line = line_of($conf, 'component_outputs');

sub tested {
	my ($json) = @_;
	spew($file, $json, 0644);
	return (test_file($conf))[0, 1];
}

for ('{}', '{"a":[]}', " {\n\"a\" : [ ]\n}\n", '{"a":[{"key":"k","name":"n"}]}', '{"a":[{"name":{"en":"e","zh-hans":"z"},"key":"k"}],"b":[]}',
	'{"a":[{"key":"_result","name":"R"},{"key":"k","name":""}]}', '{"\u4e2d":[{"key":"\u4e2d","name":"\u4e2d"}]}',
	'{' . join(',', map { qq("plugin_$_":[{"key":"k","name":"n"}]) } 1 .. 5000) . '}') {
	my ($status, $said) = tested($_);
	is($status, 0, 'good: ' . substr($_, 0, 70)) or diag($said);
}

my $OUTPUTS = 'the value of a plugin must be an array of its outputs';
my $OUTPUT = 'an output must be an object with the members "key" and "name"';
my $NAME = '"name" must be text, or an object with the texts "zh-hans" and "en"';
my $MEMBER = 'an output has no other members than "key" and "name", a name none but "zh-hans" and "en"';
for (
	[ '', 1, 1, 'it must be JSON in UTF-8' ], [ 'x', 1, 1, 'it must be JSON in UTF-8' ], [ '[]', 1, 1, 'it must be an object of plugins by their codes' ],
	[ '5', 1, 1, 'it must be an object of plugins by their codes' ], [ '{"a":[]', 1, 7, 'it must be JSON in UTF-8' ],
	[ "{\n \"a\": 5}", 2, 7, $OUTPUTS ], [ '{"a":{}}', 1, 6, $OUTPUTS ], [ '{"a":null}', 1, 9, $OUTPUTS ], [ '{"":[]}', 1, 3, 'the code of a plugin is not empty' ],
	[ "{\"a\":[],\n\"a\":[]}", 2, 3, 'a plugin must stand here once' ], [ '{"a":["k"]}', 1, 9, $OUTPUT ], [ '{"a":[[]]}', 1, 7, $OUTPUT ],
	[ "{\"a\":[\n{}]}", 2, 2, $OUTPUT ], [ '{"a":[{"key":"k"}]}', 1, 17, $OUTPUT ], [ '{"a":[{"name":"n"}]}', 1, 18, $OUTPUT ],
	[ '{"a":[{"key":5}]}', 1, 14, '"key" must be text that is not empty' ], [ '{"a":[{"key":""}]}', 1, 15, '"key" must be text that is not empty' ],
	[ '{"a":[{"key":{}}]}', 1, 14, '"key" must be text that is not empty' ],
	[ '{"a":[{"key":"k","name":5}]}', 1, 25, $NAME ], [ '{"a":[{"key":"k","name":{"en":"e"}}]}', 1, 34, $NAME ], [ '{"a":[{"key":"k","name":{"en":null,"zh-hans":"z"}}]}', 1, 34, $NAME ],
	[ '{"a":[{"key":"k","nam":"n"}]}', 1, 22, $MEMBER ], [ '{"a":[{"key":"k","name":{"fr":"f"}}]}', 1, 29, $MEMBER ],
	[ '{"a":[{"key":"k","name":"n"},{"key":"k","name":"n"}]}', 1, 51, 'a plugin has each "key" once' ],
) {
	my ($json, $l, $column, $want) = @$_;
	my ($status, $said) = tested($json);
	is("$status $said", "78 $Bk::Config::dir/t.conf:$line: [www] component_outputs = $file: line $l, column $column: $want", "bad: $json");
}
for ([ '{"a":[]}' . ' ' x 1024 x 1024, 'larger than 1 MiB' ], [ "{}\0", 'a NUL byte in it' ]) {
	my ($status, $said) = tested($_->[0]);
	is("$status $said", "78 $Bk::Config::dir/t.conf:$line: [www] component_outputs = $file: $_->[1]", "bad: $_->[1]");
}
done_testing();
