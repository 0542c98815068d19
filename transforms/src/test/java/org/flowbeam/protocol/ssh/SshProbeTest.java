package org.flowbeam.protocol.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.ssh.SshBytes.ascii;

import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshProbeTest {
  private static Match probe(String start) {
    return new SshProtocol().probe(Evidence.tcp(40_000, 2222, Bytes.of(ascii(start))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n", "SSH-1.99-x", "SSH-1.5-x\n", "SSH-2.0"})
  void anIdentificationStringIsSshOfEitherSide(String start) {
    assertThat(probe(start)).isEqualTo(Match.EITHER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"S", "SS", "SSH-", "SSH-1", "SSH-2"})
  void itsBeginMayBecomeOne(String start) {
    assertThat(probe(start)).isEqualTo(Match.NEED_MORE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIP/2.0", "SSH 2.0", "SSH-3.0-x", "SSH-2-x", "SSH_2.0", "ssh-2.0-x"})
  void otherTextIsNone(String start) {
    assertThat(probe(start)).isEqualTo(Match.NO);
  }
}
