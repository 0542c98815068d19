package org.flowbeam.protocol.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.PrefacedContract;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.Script;
import org.junit.jupiter.api.Test;

class SshBehindPrefaceTest extends PrefacedContract {
  @Override
  protected Protocol.Prefaced protocol() {
    return new SshProtocol();
  }

  @Override
  protected List<Script> scripts() {
    return List.of(
        Script.tcp("the server greets first", 22)
            .server("SSH-2.0-OpenSSH_9.6\r\n")
            .client("SSH-2.0-PuTTY_Release_0.80\r\n"),
        Script.tcp("the client does", 22)
            .client("SSH-2.0-libssh2_1.11.0\r\n")
            .server("SSH-1.99-Cisco-1.25\n"));
  }

  @Test
  void whatOneSideSaysAloneIsNone() {
    byte[] line = "SSH-2.0-OpenSSH_9.6\r\n".getBytes(StandardCharsets.ISO_8859_1);
    Evidence alone = Evidence.tcp(4711, 40_000, Bytes.of(line));
    assertThat(new SshProtocol().probePrefaced(alone)).isEqualTo(Match.EITHER);
    assertThat(new SshProtocol().probePrefaced(alone.last(true))).isEqualTo(Match.NO);
  }
}
