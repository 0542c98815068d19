package org.flowbeam.pipeline.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.assemble.AssemblyOptions;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.esp.EspNull;
import org.flowbeam.packet.fragment.FragmentOptions;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.session.Protocols;
import org.flowbeam.stage.packets.Selection;
import org.junit.jupiter.api.Test;

/** Options are declared once and completely, and all that is made from them knows them all. */
class SweepOptionsTest {
  private static final SweepOptions NONE = new SweepOptions(Map.of());

  @Test
  void everyDeclaredOptionIsOfferedOnce() throws IllegalAccessException {
    assertThat(SweepOptions.all()).doesNotHaveDuplicates().containsExactlyInAnyOrder(declared());
    assertThat(SweepOptions.all().map(Option::name)).doesNotHaveDuplicates();
  }

  /** All constants in the program that are options. */
  private static Option<?>[] declared() throws IllegalAccessException {
    List<Option<?>> declared = new ArrayList<>();
    for (JavaClass each :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.flowbeam")) {
      if (each.getFields().stream().noneMatch(f -> f.getRawType().isEquivalentTo(Option.class))) {
        continue;
      }
      for (Field field : each.reflect().getDeclaredFields()) {
        if (field.getType() == Option.class && Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          declared.add((Option<?>) field.get(null));
        }
      }
    }
    return declared.toArray(Option<?>[]::new);
  }

  @Test
  void everyOptionHasANameAndHelp() {
    assertThat(SweepOptions.all())
        .allSatisfy(
            option -> {
              assertThat(option.name()).matches("[a-z][a-zA-Z0-9]*");
              assertThat(option.help()).as("%s", option).matches("[^\\n]*[^.]\\.");
            });
  }

  @Test
  void theHelpShowsEveryOptionWithItsDefault() {
    List<String> help = OptionsHelp.ofSweep().lines().toList();
    assertThat(help).allMatch(line -> line.length() <= 96);
    assertThat(SweepOptions.all())
        .allSatisfy(
            option -> {
              String value = option.defaultText().map(text -> "=" + text).orElse("");
              String required = option.isRequired() ? " (required)" : "";
              assertThat(help).containsOnlyOnce("  --" + option.name() + value + required);
            });
    assertThat(String.join(" ", help).replaceAll(" +", " "))
        .contains("some of " + String.join(", ", Protocols.names()))
        .contains(
            "Buckets of the packet shuffle; 0: chosen by input size. Never changes a result.");
  }

  @Test
  void whatCanChangeARowIsPartOfTheRunIdAndNothingElse() {
    Map<String, String> given = new TreeMap<>();
    SweepOptions.all().forEach(option -> given.put(option.name(), "x"));
    SweepOptions all = new SweepOptions(given);
    for (Affects affected : Affects.values()) {
      assertThat(all.texts(affected).values()).containsOnly("x");
      assertThat(all.texts(affected).keySet())
          .containsExactlyInAnyOrderElementsOf(
              SweepOptions.all().filter(o -> o.affects() == affected).map(Option::name).toList());
    }
    assertThat(NONE.texts(Affects.ROWS))
        .containsEntry("streamDepth", "64MiB")
        .containsEntry("filter", "");
  }

  @Test
  void protocolsDeclareOptionsThatChangeRows() {
    for (Protocol protocol : Protocols.ALL) {
      assertThat(protocol.options()).allMatch(option -> option.affects() == Affects.ROWS);
    }
  }

  @Test
  void protocolsThatUseOneListUseOneEditionOfIt() {
    Map<String, String> editions = Protocols.editions();
    for (Protocol protocol : Protocols.ALL) {
      assertThat(editions).containsAllEntriesOf(protocol.editions());
    }
  }

  @Test
  void theDefaultsOfTheCoreAreThoseOfTheCommandLine() {
    SweepSettings settings = SweepSettings.of(NONE, List.of(), true);
    AssemblyOptions core = AssemblyOptions.defaults();
    assertThat(settings.assembly().flows()).isEqualTo(core.flows());
    assertThat(settings.assembly().streams()).isEqualTo(core.streams());
    assertThat(settings.assembly().protocols()).isEqualTo(core.protocols());
    assertThat(settings.selection()).isEqualTo(Selection.ALL);
    assertThat(settings.fragments())
        .isEqualTo(
            new FragmentOptions(
                DecodeOptions.DEFAULT,
                FragmentOptions.defaults().overlap(),
                FragmentOptions.defaults().strictChecksums(),
                CarriedPayload.ofDepth(core.streams().depthBytes())));
    assertThat(settings.espNull()).isEqualTo(EspNull.OFF);
  }

  @Test
  void optionsOfProtocolsReachTheirSessions() {
    SweepSettings given =
        SweepSettings.of(new SweepOptions(Map.of("secrets", "keep")), List.of(), true);
    assertThat(given.assembly().sessions().keepSecrets()).isTrue();
    for (Protocol protocol : Protocols.ALL) {
      for (Option<?> option : protocol.options()) {
        assertThatThrownBy(
                () ->
                    SweepSettings.of(new SweepOptions(Map.of(option.name(), "?")), List.of(), true))
            .isInstanceOf(UsageException.class)
            .hasMessageStartingWith("--" + option.name() + "=?: ");
      }
    }
  }
}
