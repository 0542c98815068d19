package org.flowbeam.format.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MimeSnifferTest {
  private static @Nullable String sniff(String latin1) {
    byte[] bytes = latin1.getBytes(ISO_8859_1);
    return MimeSniffer.sniff(bytes, bytes.length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<!DOCTYPE html>|text/html",
        "<HTML><HEAD>|text/html",
        "<!-- c --> <html>|text/html",
        "<?xml version='1.0'?><!DOCTYPE html PUBLIC>|text/html",
        "<?xml version='1.0'?><a/>|application/xml",
        "<?xml version='1.0'?><rss>|text/rss",
        "<svg xmlns='x'/>|image/svg+xml",
        "<?php echo 1; ?>|text/x-php",
        "<root><a/></root>|text/plain",
        "{\"a\": 1}|text/json",
        "[{\"a\":1}]|text/json",
        "[1, 2]|text/json",
        "{}|text/json",
        "{ not json at all|text/plain",
        "#!/bin/bash -e|text/x-shellscript",
        "#!/usr/bin/env python3|text/x-python",
        "(function(){ var a|application/javascript",
        "%PDF-1.7|application/pdf",
        "GIF89a|image/gif",
        "MZ\u0090|application/x-dosexec",
        "plain text, at least ten|text/plain",
        "short|",
      })
  void typesAreToldByTheirFirstBytes(String start, String mime) {
    assertThat(sniff(start)).isEqualTo(mime);
  }

  @Test
  void binaryFormatsAreToldByTheirMagic() {
    assertThat(sniff("\u0089PNG\r\n\u001a\n")).isEqualTo("image/png");
    assertThat(sniff("\u00FF\u00D8\u00FF\u00E0")).isEqualTo("image/jpeg");
    assertThat(sniff("RIFF1234WEBPVP8")).isEqualTo("image/webp");
    assertThat(sniff("\u001f\u008b\u0008")).isEqualTo("application/x-gzip");
    assertThat(sniff("\0\0\0 ftypisom")).isEqualTo("video/mp4");
    assertThat(sniff("\u007FELF\u0002\u0001" + "\0".repeat(10) + "\u0003\0"))
        .isEqualTo("application/x-sharedlib");
    assertThat(sniff("PK\u0003\u0004" + "\0".repeat(26) + "META-INF/MANIFEST.MF"))
        .isEqualTo("application/java-archive");
    assertThat(sniff("PK\u0003\u0004" + "\0".repeat(26) + "a.txt")).isEqualTo("application/zip");
    assertThat(sniff("\0".repeat(257) + "ustar")).isEqualTo("application/x-tar");
  }

  @Test
  void otherBytesAreNotKnown() {
    assertThat(sniff("\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089")).isNull();
    assertThat(sniff("text\u0000and zero bytes")).isNull();
  }
}
