package org.flowbeam.notebooks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.BaseKernelBuilder;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.jspecify.annotations.Nullable;

/**
 * A Jupyter kernel for Java: jjava-jupyter speaks the wire protocol, the JDK's own jshell evaluates
 * the cells in this process, so that they see {@link Notebook} and share its connection. A cell
 * that does not compile, or throws, is an error of the cell, which makes nbconvert fail.
 */
public final class JavaKernel extends BaseKernel {
  private static final List<String> IMPORTS =
      List.of(
          "import java.util.*;",
          "import org.knowm.xchart.*;",
          "import static org.flowbeam.notebooks.Notebook.*;");

  private final JShell shell;
  private final SourceCodeAnalysis analysis;

  private JavaKernel(Builder builder) {
    super(
        "java",
        "1",
        new LanguageInfo(
            "java", Runtime.version().toString(), "text/x-java", ".java", "java", "java", null),
        List.of(),
        null,
        builder.io,
        builder.comm(),
        builder.renderer(),
        null,
        builder.magics(),
        false,
        builder.styler());
    shell = JShell.builder().executionEngine("local").out(io.out).err(io.err).build();
    shell.addToClasspath(System.getProperty("java.class.path"));
    analysis = shell.sourceCodeAnalysis();
    IMPORTS.forEach(shell::eval);
  }

  public static void main(String[] arguments) throws Exception {
    String connectionFile = Files.readString(Path.of(arguments[0]));
    JupyterConnection connection =
        new JupyterConnection(KernelConnectionProperties.parse(connectionFile));
    JavaKernel kernel = new Builder().build();
    kernel.onStartup();
    kernel.becomeHandlerForConnection(connection);
    connection.connect();
    connection.waitUntilClose();
  }

  /** Runs all snippets of a cell; the value of the last one, if it is an expression. */
  @Override
  public @Nullable Object evalRaw(String cell) {
    String value = null;
    for (String snippet : snippets(cell)) {
      for (SnippetEvent event : shell.eval(snippet)) {
        if (event.causeSnippet() == null) {
          requireSuccess(event);
          boolean expression = event.snippet().kind() == Snippet.Kind.EXPRESSION;
          value = expression ? event.value() : null;
        }
      }
    }
    return value;
  }

  @Override
  public @Nullable DisplayData eval(String cell) {
    Object value = evalRaw(cell);
    return value == null ? null : new DisplayData(value.toString());
  }

  private List<String> snippets(String cell) {
    List<String> snippets = new ArrayList<>();
    String rest = cell;
    while (!rest.isBlank()) {
      CompletionInfo info = analysis.analyzeCompletion(rest);
      boolean incomplete = info.source() == null || info.source().isBlank();
      snippets.add(incomplete ? rest : info.source());
      rest = incomplete ? "" : info.remaining();
    }
    return snippets;
  }

  private void requireSuccess(SnippetEvent event) {
    if (event.status() == Snippet.Status.REJECTED) {
      String problems =
          shell
              .diagnostics(event.snippet())
              .map(problem -> problem.getMessage(Locale.ROOT))
              .collect(Collectors.joining("\n"));
      throw new IllegalArgumentException(problems + "\nin: " + event.snippet().source());
    }
    if (event.exception() instanceof EvalException thrown) {
      throw new IllegalStateException(thrown.getExceptionClassName() + ": " + thrown.getMessage());
    }
    if (event.exception() != null) {
      throw new IllegalStateException(event.exception());
    }
  }

  @Override
  public @Nullable DisplayData inspect(String code, int at, boolean extraDetail) {
    return null;
  }

  @Override
  public ReplacementOptions complete(String code, int at) {
    int[] anchor = new int[1];
    List<String> suggestions =
        analysis.completionSuggestions(code, at, anchor).stream()
            .map(Suggestion::continuation)
            .distinct()
            .toList();
    return new ReplacementOptions(suggestions, anchor[0], at);
  }

  @Override
  public String isComplete(String code) {
    return switch (analysis.analyzeCompletion(code).completeness()) {
      case COMPLETE, COMPLETE_WITH_SEMI, CONSIDERED_INCOMPLETE, EMPTY -> IS_COMPLETE_YES;
      case DEFINITELY_INCOMPLETE -> IS_COMPLETE_MAYBE;
      case UNKNOWN -> IS_COMPLETE_BAD;
    };
  }

  /** Opens the parts that the library builds for subclasses of its builder only. */
  private static final class Builder extends BaseKernelBuilder<Builder, JavaKernel> {
    private final JupyterIO io = buildJupyterIO(buildJupyterIOEncoding());

    @Override
    public JavaKernel build() {
      return new JavaKernel(this);
    }

    private CommManager comm() {
      return buildCommManager();
    }

    private Renderer renderer() {
      return buildRenderer();
    }

    private MagicsRegistry magics() {
      return buildMagicsRegistry();
    }

    private StringStyler styler() {
      return buildErrorStyler();
    }
  }
}
