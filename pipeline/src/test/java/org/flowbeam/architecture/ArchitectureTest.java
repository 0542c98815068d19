package org.flowbeam.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The borders that keep hard logic testable without a runner, and results independent of it. Arrows
 * between packages are read from class files and from sources: each shows some that the other does
 * not.
 */
class ArchitectureTest {
  private static final Path ROOT = Path.of(System.getProperty("flowbeam.root"));
  private static final String PROJECT = "org.flowbeam.";
  private static final int MAX_FILES = 25;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.flowbeam");

  private static final List<Arrow> ARROWS = new ArrayList<>();

  /** The keys of these are a bucket, a table's shard, or nothing; never captured data. */
  private static final Set<String> MAY_GROUP = Set.of("KeyedStep", "GatherSources", "CommitFiles");

  @BeforeAll
  static void collectArrows() throws IOException {
    SourceText.arrows(ROOT).stream()
        .filter(arrow -> !arrow.from().startsWith("org.flowbeam.notebooks"))
        .forEach(ARROWS::add);
    for (JavaClass each : CLASSES) {
      each.getDirectDependenciesFromSelf().stream()
          .map(d -> d.getTargetClass().getBaseComponentType().getPackageName())
          .filter(to -> !to.isEmpty() && !to.equals(each.getPackageName()))
          .forEach(to -> ARROWS.add(new Arrow(each.getPackageName(), to, each.getSimpleName())));
    }
  }

  @Test
  void packagesLookWhereTheyMay() {
    assertThat(ARROWS.stream().filter(arrow -> !Rooms.allow(arrow))).isEmpty();
  }

  @Test
  void packagesHaveNoCycles() {
    Map<String, Set<String>> looksAt = new TreeMap<>();
    for (Arrow arrow : ARROWS) {
      if (arrow.to().startsWith(PROJECT)) {
        looksAt.computeIfAbsent(arrow.from(), from -> new TreeSet<>()).add(arrow.to());
      }
    }
    assertThat(looksAt.keySet().stream().filter(room -> reaches(looksAt, room))).isEmpty();
  }

  /** Whether a way leads from a package back to it. */
  private static boolean reaches(Map<String, Set<String>> looksAt, String room) {
    Set<String> seen = new TreeSet<>();
    Deque<String> next = new ArrayDeque<>(looksAt.getOrDefault(room, Set.of()));
    while (!next.isEmpty()) {
      String at = next.pop();
      if (seen.add(at)) {
        next.addAll(looksAt.getOrDefault(at, Set.of()));
      }
    }
    return seen.contains(room);
  }

  @Test
  void noPackageIsSoFullThatNobodyFindsAnythingInIt() throws IOException {
    assertThat(SourceText.filesByFolder(ROOT))
        .allSatisfy(
            (folder, files) -> assertThat(files).as("%s", folder).isLessThanOrEqualTo(MAX_FILES));
  }

  @Test
  void beamIsKnownToThoseThatWireIt() {
    assertThat(
            outside("io.storage", "transforms", "pipeline.options", "pipeline.sweep")
                .filter(arrow -> arrow.to().startsWith("org.apache.beam")))
        .isEmpty();
  }

  @Test
  void parquetIsKnownToTheWriterOfTables() {
    assertThat(
            outside("io.table")
                .filter(
                    arrow ->
                        arrow.to().startsWith("org.apache.parquet")
                            || arrow.to().startsWith("org.apache.hadoop")))
        .isEmpty();
  }

  /** Arrows that begin in none of these packages, nor below one. */
  private static Stream<Arrow> outside(String... rooms) {
    return ARROWS.stream()
        .filter(
            arrow ->
                Stream.of(rooms)
                    .noneMatch(room -> (arrow.from() + ".").startsWith(PROJECT + room + ".")));
  }

  @Test
  void nothingButThePipelineLooksAtAClock() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.flowbeam.pipeline..")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.time.Clock.class)
        .check(CLASSES);
  }

  @Test
  void nothingIsDrawnByLot() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(java.util.random.RandomGenerator.class)
        .check(CLASSES);
  }

  @Test
  void onlyBucketsAndConstantsAreGroupedByKey() {
    DescribedPredicate<JavaClass> mayNotGroup =
        describe(
            "others than " + MAY_GROUP,
            c -> MAY_GROUP.stream().noneMatch(n -> c.getName().matches(".*\\." + n + "(\\$.*)?")));
    noClasses()
        .that(mayNotGroup)
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "org\\.apache\\.beam\\.sdk\\.transforms\\.(GroupByKey|Distinct|Combine\\$PerKey"
                + "|join\\.CoGroupByKey)")
        .check(CLASSES);
  }
}
