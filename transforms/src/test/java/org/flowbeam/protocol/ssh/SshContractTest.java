package org.flowbeam.protocol.ssh;

import static org.flowbeam.protocol.ssh.SshBytes.CLIENT_ID;
import static org.flowbeam.protocol.ssh.SshBytes.CLIENT_KEXINIT;
import static org.flowbeam.protocol.ssh.SshBytes.KEX_INIT;
import static org.flowbeam.protocol.ssh.SshBytes.KEX_REPLY;
import static org.flowbeam.protocol.ssh.SshBytes.NEWKEYS;
import static org.flowbeam.protocol.ssh.SshBytes.PORT;
import static org.flowbeam.protocol.ssh.SshBytes.SERVER_ID;
import static org.flowbeam.protocol.ssh.SshBytes.SERVER_KEXINIT;
import static org.flowbeam.protocol.ssh.SshBytes.ascii;
import static org.flowbeam.protocol.ssh.SshBytes.encrypted;
import static org.flowbeam.protocol.ssh.SshBytes.filled;
import static org.flowbeam.protocol.ssh.SshBytes.join;
import static org.flowbeam.protocol.ssh.SshBytes.keyExchange;
import static org.flowbeam.protocol.ssh.SshBytes.login;
import static org.flowbeam.protocol.ssh.SshBytes.packet;
import static org.flowbeam.protocol.ssh.SshBytes.ssh1;
import static org.flowbeam.protocol.ssh.SshBytes.ssh1Packet;
import static org.flowbeam.protocol.ssh.SshBytes.u32;

import java.util.List;
import java.util.stream.Stream;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolContract;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.Tables;

class SshContractTest extends ProtocolContract {
  @Override
  protected Protocol protocol() {
    return new SshProtocol();
  }

  @Override
  protected List<Script> scripts() {
    return List.of(
        login("a wrong password, then a key"),
        keyExchange("only refusals")
            .client(encrypted(48))
            .server(encrypted(44))
            .client(encrypted(60))
            .server(encrypted(52))
            .client(encrypted(84))
            .server(encrypted(52)),
        Script.tcp("all in as few pieces as possible", PORT)
            .client(join(CLIENT_ID, CLIENT_KEXINIT, KEX_INIT))
            .server(join(SERVER_ID, SERVER_KEXINIT, KEX_REPLY, NEWKEYS, encrypted(76)))
            .client(join(NEWKEYS, encrypted(48)))
            .server(encrypted(44)),
        Script.tcp("only the server", PORT)
            .server(SERVER_ID)
            .server(SERVER_KEXINIT)
            .server(join(KEX_REPLY, NEWKEYS)),
        Script.tcp("the server opens the connection", PORT)
            .client(SERVER_ID)
            .server(CLIENT_ID)
            .client(SERVER_KEXINIT)
            .server(CLIENT_KEXINIT)
            .server(KEX_INIT)
            .client(join(KEX_REPLY, NEWKEYS))
            .server(NEWKEYS),
        ssh1("SSH 1.5"),
        Script.tcp("text instead of packets", PORT)
            .client("SSH-2.0-Ours\r\n")
            .server("SSH-2.0-Theirs\r\n")
            .server("Protocol mismatch.\r\n"),
        Script.tcp("a banner without an end", PORT)
            .client("SSH-2.0-Ours")
            .fin(Direction.CLIENT)
            .server("Not allowed at this time\r\n")
            .fin(Direction.SERVER));
  }

  @Override
  protected List<String> toldColumns() {
    Stream<String> columns =
        Tables.SSH.schema().getFields().stream().skip(11).map(field -> field.name());
    return columns.filter(name -> !name.equals("auth_attempts")).toList();
  }

  @Override
  protected List<Endless> endless() {
    Script banners = Script.tcp("packets", PORT).client(CLIENT_ID).server(SERVER_ID);
    return List.of(
        new Endless(Script.tcp("a line", PORT).client(CLIENT_ID), Direction.SERVER, ascii("x")),
        new Endless(Script.tcp("lines", PORT).client(CLIENT_ID), Direction.SERVER, ascii("x\r\n")),
        new Endless(Script.tcp("a banner", PORT).client("SSH-2.0-"), Direction.CLIENT, ascii("x")),
        new Endless(banners, Direction.CLIENT, CLIENT_KEXINIT),
        new Endless(banners, Direction.CLIENT, packet(30, filled(34_000, 1))),
        new Endless(banners, Direction.CLIENT, packet(20, filled(60_000, 1))),
        new Endless(
            Script.tcp("text for ever", PORT).client(CLIENT_ID).server(SERVER_ID).server("text  "),
            Direction.SERVER,
            ascii("text")),
        new Endless(keyExchange("encrypted"), Direction.SERVER, encrypted(1000)),
        new Endless(login("written"), Direction.CLIENT, encrypted(1000)),
        new Endless(
            Script.tcp("SSH 1", PORT).client("SSH-1.5-x\n").server("SSH-1.5-y\n"),
            Direction.SERVER,
            ssh1Packet(32, u32(30_000), filled(30_000, 2))));
  }
}
