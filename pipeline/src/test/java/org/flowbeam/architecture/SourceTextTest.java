package org.flowbeam.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SourceTextTest {
  @Test
  void importsAreSeen() {
    assertThat(SourceText.packagesNamed("package a.b;\nimport org.x.y.Some;\n"))
        .containsExactly("org.x.y");
  }

  @Test
  void staticImportsAreSeen() {
    assertThat(SourceText.packagesNamed("import static org.x.y.Some.LIMIT;"))
        .containsExactly("org.x.y");
  }

  @Test
  void importsOfWholePackagesAreSeen() {
    assertThat(SourceText.packagesNamed("import org.x.y.*;")).containsExactly("org.x.y");
  }

  @Test
  void namesInTheMidstOfCodeAreSeen() {
    assertThat(SourceText.packagesNamed("int a = org.x.y\n    .Some.LIMIT + \"'\".length();"))
        .containsExactly("org.x.y");
  }

  @Test
  void commentsAndTextsAreNot() {
    assertThat(
            SourceText.packagesNamed(
                "// org.a.A\n/* \" org.b.B */ char c = '\"'; String s = \"org.c.C // \"; org.d.D d;"))
        .containsExactly("org.d");
  }

  @Test
  void theOwnPackageLineIsNoLook() {
    assertThat(SourceText.packagesNamed("package org.x.y;\nclass Some {}")).isEmpty();
  }

  @Test
  void theSourcesOfThisProjectAreFound() throws IOException {
    assertThat(SourceText.arrows(Path.of(System.getProperty("flowbeam.root"))))
        .contains(new Arrow("org.flowbeam.session", "org.flowbeam.protocol.dns", "Protocols.java"));
  }
}
