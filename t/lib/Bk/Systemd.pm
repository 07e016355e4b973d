# SPDX-License-Identifier: MIT
package Bk::Systemd;

# A container whose process 1 is systemd, with this system's /usr and an /etc of
# the test's: units run as they will, and nothing outside notices.
use v5.28;
use warnings;
use Bk::Process qw(tmpdir start at_end wait_for slurp spew);

my @needed = map { my $name = $_; [ $name, grep { -x } map { "$_/$name" } qw(/usr/bin /usr/lib/systemd) ] } qw(systemd-nspawn systemd nsenter systemctl journalctl);

# Why there can be none, or nothing.
sub missing {
	return 'only root may start a container' if $> != 0;
	return join ' ', map { @$_ > 1 ? () : "not installed: $_->[0]" } @needed;
}

# new(units => {name => text}, accounts => [names]): an /etc and what is below
# $self->{root}, to be filled before boot.
sub new {
	my ($class, %o) = @_;
	my $root = tmpdir . '/root';
	my $self = bless { root => $root, log => tmpdir . '/nspawn.out' }, $class;
	mkdir "$root$_", 0755 for '', qw(/etc /etc/systemd /etc/systemd/system /opt /proc /root /run /srv /sys /dev /tmp /usr /var);
	symlink "usr/$_", "$root/$_" for grep { -l "/$_" } qw(bin sbin lib lib64);
	spew("$root/etc/$_", slurp("/etc/$_"), 0644) for grep { -e "/etc/$_" } qw(ld.so.cache nsswitch.conf os-release);
	my ($passwd, $group, $id) = (slurp('/etc/passwd'), slurp('/etc/group'), 64000);
	for (@{ $o{accounts} }) {
		$passwd .= "${_}:x:$id:${id}::/:/usr/sbin/nologin\n";
		$group  .= "${_}:x:$id:\n";
		$id++;
	}
	spew("$root/etc/passwd", $passwd, 0644);
	spew("$root/etc/group",  $group,  0644);
	spew("$root/etc/machine-id", '', 0644);
	symlink '/dev/null', "$root/etc/systemd/system/$_" for qw(dbus.socket dbus.service);
	symlink '/usr/lib/systemd/system/basic.target', "$root/etc/systemd/system/default.target";
	spew("$root/etc/systemd/system/$_", $o{units}{$_}, 0644) for keys %{ $o{units} };
	return $self;
}

# Once.  False when systemd does not come up here.
sub boot {
	my ($self) = @_;
	$self->{pid} = start('systemd-nspawn', signal => 'TERM', out => $self->{log},
		cmd => [ 'systemd-nspawn', "--machine=bksops-$$", qw(-q --private-network --register=no --keep-unit --console=passive --bind-ro=/usr -b -D), $self->{root} ]);
	# What ends process 1 ends them all, and systemd-nspawn.
	at_end(sub { kill 'KILL', $self->{first} if $self->{first} });
	return eval {
		wait_for('systemd', sub {
			waitpid($self->{pid}, 1) and die "systemd-nspawn ended\n";
			$self->{first} = $self->first and ($self->run('systemctl is-system-running'))[1] =~ /running|degraded/;
		});
	};
}

# The process that is number 1 inside, or nothing.
sub first {
	my ($self) = @_;
	my @pids = $self->{pid};
	for (1 .. 2) {
		@pids = map { split ' ', slurp("/proc/$_/task/$_/children") } @pids;
		my ($first) = grep { slurp("/proc/$_/status") =~ /^NSpid:.*\t1$/m && readlink("/proc/$_/exe") =~ m{/systemd\z} } @pids;
		return $first if $first;
	}
	return;
}

# run(COMMAND): its exit status and what it printed, inside.
sub run {
	my ($self, $command) = @_;
	my $said = `nsenter -t $self->{first} -m -u -i -p -n -C -r -w env -i PATH=/usr/sbin:/usr/bin LANG=C.UTF-8 SYSTEMD_PAGER= $command 2>&1`;
	return ($? >> 8, $said);
}

# show(UNIT, PROPERTY): its value.
sub show {
	my ($self, $unit, $property) = @_;
	my (undef, $said) = $self->run("systemctl show -P $property $unit");
	chomp $said;
	return $said;
}

# A path inside, as seen from outside.
sub path { my ($self, $path) = @_; return "/proc/$self->{first}/root$path" }

1;
