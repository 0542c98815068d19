package org.flowbeam.pipeline.options;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** Help text of an options interface, and Beam's complaints about options in one line. */
public final class OptionsHelp {
  private static final Pattern UNKNOWN =
      Pattern.compile("missing a property named '(\\w+)'(?:\\. Did you mean '(\\w+)')?");

  private static final Pattern VALUE = Pattern.compile("from String \"(.*?)\"");

  private OptionsHelp() {}

  /** One paragraph per option: name, default, meaning. */
  public static String of(Class<?> options) {
    StringBuilder text = new StringBuilder("Usage: flowbeam sweep --input=PATH --output=DIR\n\n");
    Arrays.stream(options.getDeclaredMethods())
        .filter(m -> m.isAnnotationPresent(Description.class))
        .sorted(Comparator.comparing(Method::getName))
        .forEach(m -> text.append(paragraph(m)));
    return text.append("\nOther Beam options (--runner=...) are passed through.\n").toString();
  }

  private static String paragraph(Method getter) {
    String name = Character.toLowerCase(getter.getName().charAt(3)) + getter.getName().substring(4);
    String meaning = getter.getAnnotation(Description.class).value();
    return "  --" + name + defaultOf(getter) + "\n      " + meaning + "\n";
  }

  private static String defaultOf(Method getter) {
    for (Annotation annotation : getter.getAnnotations()) {
      Class<?> type = annotation.annotationType();
      if (type.getEnclosingClass() == Default.class) {
        try {
          return "=" + type.getMethod("value").invoke(annotation);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return "";
  }

  /** Names the option that Beam's parser did not like. */
  public static String clear(IllegalArgumentException failure, List<String> arguments) {
    String message = String.valueOf(failure.getMessage());
    Matcher unknown = UNKNOWN.matcher(message);
    if (!unknown.find()) {
      return withOption(message, arguments);
    }
    String hint = unknown.group(2) == null ? "" : ", did you mean --" + unknown.group(2) + "?";
    return "unknown option --" + unknown.group(1) + hint;
  }

  /** Beam says which value it could not convert, but not of which option. */
  private static String withOption(String message, List<String> arguments) {
    Matcher value = VALUE.matcher(message);
    if (value.find()) {
      for (String argument : arguments) {
        if (argument.endsWith("=" + value.group(1))) {
          return argument + ": not a valid value";
        }
      }
    }
    return message;
  }
}
