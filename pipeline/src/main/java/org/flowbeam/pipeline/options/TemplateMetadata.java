package org.flowbeam.pipeline.options;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Set;
import org.flowbeam.options.Option;
import org.flowbeam.options.OptionGroup;

/**
 * What Dataflow has to know of the options to offer them as a form and to check them before it
 * starts anything: the metadata of a Flex Template, from what is declared.
 */
public final class TemplateMetadata {
  /** An engine has its own workers, nobody waits for a template's job, and no JVM has all of it. */
  private static final Set<Option<?>> LOCAL =
      Set.of(WorkSettings.WORKERS, WorkSettings.WAIT, WorkSettings.PROFILE);

  private TemplateMetadata() {}

  /** JSON with a line feed at its end, always the same. */
  public static String json() {
    ObjectNode template = new ObjectMapper().createObjectNode();
    template.put("name", "Flowbeam sweep");
    template.put("description", "Packet captures in, Parquet tables of flows and sessions out.");
    template.put("streaming", false);
    ArrayNode parameters = template.putArray("parameters");
    for (OptionGroup group : SweepOptions.GROUPS) {
      for (Option<?> option : group.options()) {
        if (!LOCAL.contains(option)) {
          put(group.title(), option, parameters.addObject());
        }
      }
    }
    return template.toPrettyString().replace("\r", "") + "\n";
  }

  private static void put(String group, Option<?> option, ObjectNode parameter) {
    parameter.put("name", option.name());
    parameter.put("label", group + ": " + words(option.name()));
    String help = option.defaultText().map(text -> " Default: " + text).orElse("");
    parameter.put("helpText", option.help() + help);
    parameter.put("isOptional", !option.isRequired());
    parameter.putArray("regexes").add("^(" + option.type().pattern() + ")$");
  }

  private static String words(String camelCase) {
    return camelCase.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
  }
}
