package org.flowbeam.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the source of this project names. Class files do not tell all of it: the compiler copies a
 * constant into whoever uses it, and nothing of its origin is left.
 */
final class SourceText {
  private static final Pattern NO_CODE =
      Pattern.compile(
          "\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*+\"|'(?:\\\\.|[^'\\\\\\n])++'"
              + "|/\\*[\\s\\S]*?\\*/|//[^\\n]*");

  private static final Pattern NAME =
      Pattern.compile("\\b(?:org|com|java|javax)(?:\\s*\\.\\s*(?:\\w+|\\*))+");

  private static final Pattern PACKAGE = Pattern.compile("\\bpackage\\s+([\\w.]+)\\s*;");

  private SourceText() {}

  /** The packages of all names with a package in them, in imports or in the midst of code. */
  static Set<String> packagesNamed(String source) {
    Set<String> packages = new TreeSet<>();
    String code = NO_CODE.matcher(source).replaceAll(" ");
    Matcher name = NAME.matcher(PACKAGE.matcher(code).replaceAll(" "));
    while (name.find()) {
      packages.add(
          Arrays.stream(name.group().split("\\s*\\.\\s*"))
              .takeWhile(part -> Character.isLowerCase(part.charAt(0)))
              .collect(Collectors.joining(".")));
    }
    return packages;
  }

  /** Arrows from all main sources of the modules below {@code root}. */
  static List<Arrow> arrows(Path root) throws IOException {
    return sources(root).stream()
        .filter(file -> root.relativize(file).startsWith(Path.of(moduleOf(root, file), "src/main")))
        .flatMap(SourceText::arrowsOf)
        .toList();
  }

  private static Stream<Arrow> arrowsOf(Path file) {
    String source = read(file);
    Matcher declared = PACKAGE.matcher(NO_CODE.matcher(source).replaceAll(" "));
    if (!declared.find()) {
      throw new IllegalStateException("no package in " + file);
    }
    String from = declared.group(1);
    return packagesNamed(source).stream()
        .filter(to -> !to.equals(from))
        .map(to -> new Arrow(from, to, String.valueOf(file.getFileName())));
  }

  /** How many sources lie in each folder. */
  static Map<Path, Long> filesByFolder(Path root) throws IOException {
    return sources(root).stream()
        .collect(
            Collectors.groupingBy(
                file -> root.relativize(file).getParent(), TreeMap::new, Collectors.counting()));
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> root.relativize(file).startsWith(Path.of(moduleOf(root, file), "src")))
          .toList();
    }
  }

  private static String moduleOf(Path root, Path file) {
    return root.relativize(file).getName(0).toString();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
