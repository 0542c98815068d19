package org.flowbeam.protocol;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.ValueTypes;

/**
 * What users choose about sessions: values of {@link Protocol#options} and of {@link #SECRETS}.
 * Immutable.
 */
public final class SessionOptions implements Serializable {
  /** What happens to passwords and the like. */
  public enum Secrets {
    MASK,
    KEEP
  }

  public static final Option<Secrets> SECRETS =
      Option.of(
          "secrets",
          Affects.ROWS,
          ValueTypes.choice(Secrets.class),
          "mask",
          "Passwords, cookies and authorization headers in rows: mask or keep.");

  private static final SessionOptions DEFAULTS = new SessionOptions(Map.of());

  /** By name; what is not there has its default. */
  private final TreeMap<String, Object> values;

  private SessionOptions(Map<String, Object> values) {
    this.values = new TreeMap<>(values);
  }

  public static SessionOptions defaults() {
    return DEFAULTS;
  }

  /** The same but for one option. */
  public <T> SessionOptions with(Option<T> option, T value) {
    Map<String, Object> changed = new TreeMap<>(values);
    changed.put(option.name(), value);
    return new SessionOptions(changed);
  }

  /** The value of an option, which has a default. To be asked once per flow, not per packet. */
  @SuppressWarnings("unchecked") // with() put it there, and names are unique
  public <T> T get(Option<T> option) {
    Object value = values.get(option.name());
    return value == null ? option.defaultValue().orElseThrow() : (T) value;
  }

  /** Whether passwords and the like go into rows. */
  public boolean keepSecrets() {
    return get(SECRETS) == Secrets.KEEP;
  }
}
