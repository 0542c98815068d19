package org.flowbeam.protocol.example;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolContract;
import org.flowbeam.protocol.Script;

class LpmContractTest extends ProtocolContract {
  @Override
  protected Protocol protocol() {
    return new Lpm();
  }

  @Override
  protected List<Script> scripts() {
    return List.of(
        Script.tcp("one question", 7000).client("LPM1\0\4ping").server("\0\4pong"),
        Script.tcp("two at once", 7000).client("LPM1\0\1a\0\1b").server("\0\1A\0\1B"),
        Script.tcp("no answer", 7000).client("LPM1\0\4ping"));
  }

  @Override
  protected List<String> toldColumns() {
    return List.of("request", "response");
  }

  @Override
  protected List<Endless> endless() {
    byte[] empty = "\0\0".getBytes(ISO_8859_1);
    return List.of(
        new Endless(Script.tcp("endless requests", 7000).client("LPM1"), Direction.CLIENT, empty),
        new Endless(Script.tcp("endless answers", 7000).client("LPM1"), Direction.SERVER, empty));
  }
}
