package org.flowbeam.pipeline.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.runners.PipelineRunnerRegistrar;
import org.flowbeam.options.Option;
import org.junit.jupiter.api.Test;

/** Holds for the runners of the class path, so it is run with each profile of the build. */
class RunnerOptionsTest {
  @Test
  void noOptionOfTheSweepHidesOneOfARunner() throws IntrospectionException {
    Set<String> runners = new TreeSet<>();
    for (Class<? extends PipelineOptions> each : PipelineOptionsFactory.getRegisteredOptions()) {
      for (PropertyDescriptor property : Introspector.getBeanInfo(each).getPropertyDescriptors()) {
        runners.add(property.getName());
      }
    }
    assertThat(runners).contains("targetParallelism", "blockOnRun");
    assertThat(SweepOptions.all().map(Option::name).collect(Collectors.toSet()))
        .doesNotContainAnyElementsOf(runners);
  }

  @Test
  void everyRunnerOfTheClassPathCanBeNamed() {
    Set<String> named = new TreeSet<>();
    for (PipelineRunnerRegistrar registrar : ServiceLoader.load(PipelineRunnerRegistrar.class)) {
      registrar
          .getPipelineRunners()
          .forEach(
              runner -> {
                String option = "--runner=" + runner.getSimpleName();
                assertThat(RunnerOptions.parse(List.of(option)).getRunner()).isEqualTo(runner);
                named.add(runner.getSimpleName());
              });
    }
    assertThat(named).contains("DirectRunner");
  }
}
