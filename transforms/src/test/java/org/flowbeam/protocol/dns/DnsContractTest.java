package org.flowbeam.protocol.dns;

import static org.flowbeam.protocol.dns.Messages.framed;

import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolContract;
import org.flowbeam.protocol.Script;

class DnsContractTest extends ProtocolContract {
  private static final String NAME = "Www.Example.com";

  @Override
  protected Protocol protocol() {
    return DnsProtocol.DNS;
  }

  @Override
  protected List<Script> scripts() {
    return List.of(
        Script.tcp("one exchange", 53)
            .client(framed(Messages.query(7, NAME, Messages.A)))
            .server(framed(Messages.response(7, NAME, 1))),
        Script.tcp("several messages in one segment, answered in another order", 53)
            .client(
                framed(
                    Messages.query(1, "a.example.com", Messages.A),
                    Messages.query(2, "b.example.com", Messages.A),
                    Messages.query(3, "c.example.com", Messages.TXT)))
            .server(
                framed(
                    Messages.response(2, "b.example.com", 2),
                    Messages.response(1, "a.example.com", 1))),
        Script.tcp("on another port", 8053)
            .client(framed(Messages.query(9).question(NAME, 255).edns(4096, 0x8000).bytes()))
            .server(
                framed(
                    Messages.response(9)
                        .question(NAME, 255)
                        .answer(12, Messages.TXT, 60, 3, 'o', 'n', 'e')
                        .bytes())),
        Script.udp("a query sent twice", 53)
            .client(Messages.query(5, NAME, Messages.A))
            .client(Messages.query(5, NAME, Messages.A))
            .server(Messages.response(5, NAME, 1))
            .server(Messages.response(5, NAME, 2)),
        Script.udp("on another port too", 10053)
            .client(Messages.query(6, NAME, Messages.A))
            .server(Messages.response(6, NAME, 1)));
  }

  @Override
  protected List<String> toldColumns() {
    return List.of(
        "trans_id",
        "opcode",
        "query",
        "query_raw",
        "qtype",
        "qclass",
        "rcode",
        "answers",
        "authority",
        "additional",
        "rejected",
        "registered_domain",
        "query_entropy",
        "query_bytes",
        "response_bytes");
  }

  @Override
  protected List<Endless> endless() {
    String longName = "x".repeat(60) + "." + "y".repeat(60) + "." + "z".repeat(60) + ".example.com";
    return List.of(
        new Endless(
            Script.tcp("queries", 53),
            Direction.CLIENT,
            framed(Messages.query(1, longName, Messages.TXT))),
        new Endless(
            Script.tcp("responses", 53),
            Direction.SERVER,
            framed(Messages.response(1, longName, 1))),
        new Endless(
            Script.tcp("the longest message", 53), Direction.CLIENT, new byte[] {-1, -1, 0, 0}),
        new Endless(Script.tcp("messages that are none", 53), Direction.CLIENT, new byte[] {0, 0}));
  }
}
