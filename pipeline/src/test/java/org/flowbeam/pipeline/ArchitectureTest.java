package org.flowbeam.pipeline;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The borders that keep hard logic testable without a runner, and results independent of it. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.flowbeam");

  private static final String[] PURE = {
    "org.flowbeam.schemas..",
    "org.flowbeam.io.capture..",
    "org.flowbeam.io.frames..",
    "org.flowbeam.packet..",
    "org.flowbeam.stream..",
    "org.flowbeam.flow..",
    "org.flowbeam.protocol..",
    "org.flowbeam.assemble.."
  };

  private static final DescribedPredicate<JavaClass> BEAM = resideInAnyPackage("org.apache.beam..");

  /** The keys of these are a bucket, a table's shard, or nothing; never captured data. */
  private static final Set<String> MAY_GROUP =
      Set.of("SortedGroups", "FindCopies", "HashLargeFiles", "Commit");

  @Test
  void modulesLookOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("org.flowbeam..")
        .layer("schemas")
        .definedBy("org.flowbeam.schemas..")
        .layer("io")
        .definedBy("org.flowbeam.io..")
        .layer("transforms")
        .definedBy(
            "org.flowbeam.packet..",
            "org.flowbeam.stream..",
            "org.flowbeam.flow..",
            "org.flowbeam.protocol..",
            "org.flowbeam.assemble..",
            "org.flowbeam.transforms..")
        .layer("pipeline")
        .definedBy("org.flowbeam.pipeline..")
        .whereLayer("pipeline")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("transforms")
        .mayOnlyBeAccessedByLayers("pipeline")
        .whereLayer("io")
        .mayOnlyBeAccessedByLayers("transforms", "pipeline")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.flowbeam.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** packet, stream, flow, protocol, its parsers, assemble: none knows those behind it. */
  @Test
  void packagesOfTheCoreLookOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("org.flowbeam..")
        .layer("packet")
        .definedBy("org.flowbeam.packet..")
        .layer("stream")
        .definedBy("org.flowbeam.stream..")
        .layer("flow")
        .definedBy("org.flowbeam.flow..")
        .layer("protocol")
        .definedBy("org.flowbeam.protocol")
        .layer("parsers")
        .definedBy("org.flowbeam.protocol.*..")
        .layer("assemble")
        .definedBy("org.flowbeam.assemble..")
        .layer("transforms")
        .definedBy("org.flowbeam.transforms..")
        .layer("pipeline")
        .definedBy("org.flowbeam.pipeline..")
        .whereLayer("assemble")
        .mayOnlyBeAccessedByLayers("transforms", "pipeline")
        .whereLayer("parsers")
        .mayOnlyBeAccessedByLayers("assemble")
        .whereLayer("protocol")
        .mayOnlyBeAccessedByLayers("parsers", "assemble", "transforms", "pipeline")
        .whereLayer("flow")
        .mayOnlyBeAccessedByLayers("protocol", "parsers", "assemble", "transforms", "pipeline")
        .whereLayer("stream")
        .mayOnlyBeAccessedByLayers("flow", "assemble", "transforms", "pipeline")
        .check(CLASSES);
  }

  @Test
  void noParserKnowsAnother() {
    slices().matching("org.flowbeam.protocol.(*)..").should().notDependOnEachOther().check(CLASSES);
  }

  @Test
  void packetsStreamsAndFlowsKnowNothingOfFilesAndRows() {
    noClasses()
        .that()
        .resideInAnyPackage("org.flowbeam.packet..", "org.flowbeam.stream..", "org.flowbeam.flow..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.flowbeam.io..", "org.flowbeam.schemas..")
        .check(CLASSES);
  }

  @Test
  void streamsKnowNothingButBitsOfPackets() {
    noClasses()
        .that()
        .resideInAPackage("org.flowbeam.stream..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.flowbeam..")
                .and(not(resideInAnyPackage("org.flowbeam.stream..")))
                .and(not(simpleName("Bits"))))
        .check(CLASSES);
  }

  @Test
  void theCoreKnowsNothingOfBeam() {
    noClasses().that().resideInAnyPackage(PURE).should().dependOnClassesThat(BEAM).check(CLASSES);
  }

  @Test
  void parquetIsKnownInIoOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.flowbeam.io")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.parquet..", "org.apache.hadoop..")
        .check(CLASSES);
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
