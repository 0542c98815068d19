package org.flowbeam.options;

import java.util.List;

/** Options under one heading of the help. */
public record OptionGroup(String title, List<Option<?>> options) {
  public OptionGroup {
    options = List.copyOf(options);
  }
}
