package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.print.Format;
import org.flowbeam.pipeline.print.Layout;
import org.flowbeam.pipeline.terminal.TerminalText;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Asks for statements on a terminal, until {@code .quit} or the end of the input. A statement may
 * have several lines and ends with a semicolon; a line that begins with a dot is a command to the
 * console. Ctrl-C cancels what runs or what is being typed. The only class that knows JLine.
 */
final class Console {
  private static final String HELP =
      """
      .tables           the tables and views, and what a row of each is
      .columns TABLE    its columns and what they mean
      .run FILE         the statements of a file
      .mode FORMAT      table, csv, json or ndjson
      .full on|off      whether long cells are written whole
      .rows N|all       how many rows of a table are shown
      .timer on|off     whether the time of each statement is told
      .quit             ends, as Ctrl-D does
      Statements end with a semicolon. Ctrl-C cancels one, typed or running.
      """;

  /** Nobody reads more of them from a terminal. */
  private static final long ROWS = 1000;

  private final QuerySession session;
  private final Terminal terminal;

  private Console(QuerySession session, Terminal terminal) {
    this.session = session;
    this.terminal = terminal;
  }

  static void run(QuerySession session) throws IOException {
    // stty and signals of the JDK are enough; JLine's native library would be unpacked to a disk.
    try (Terminal terminal =
        TerminalBuilder.builder().system(true).provider("exec").dumb(true).build()) {
      new Console(session, terminal).loop();
    }
  }

  private void loop() throws IOException {
    LineReader reader = reader();
    session.database().keepViews();
    session.layout(session.layout().withRows(ROWS));
    terminal.handle(Terminal.Signal.INT, signal -> session.cancel());
    say("Statements end with ';'. .help tells more, Ctrl-D ends.\n");
    while (true) {
      try {
        String line = reader.readLine("flowbeam> ").strip();
        if (line.startsWith(".") && !command(line)) {
          return;
        }
        if (!line.startsWith(".")) {
          run(new QuerySession.Script("", line));
        }
      } catch (UserInterruptException e) {
        say(""); // what was being typed is dropped
      } catch (EndOfFileException e) {
        return;
      }
    }
  }

  private LineReader reader() throws IOException {
    List<String> words = new ArrayList<>(session.database().names());
    HELP.lines().filter(l -> l.startsWith(".")).forEach(l -> words.add(l.split(" ", 2)[0]));
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("flowbeam")
            .parser(new Statements())
            .completer(new StringsCompleter(words))
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true) // ! is SQL
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "       -> ");
    Path history = history();
    if (history != null) {
      builder.variable(LineReader.HISTORY_FILE, history);
    }
    LineReader reader = builder.build();
    reader.getWidgets().put(LineReader.DELETE_CHAR_OR_LIST, () -> endOrDelete(reader));
    return reader;
  }

  /**
   * Ctrl-D on an empty line ends, also in a statement that goes on; JLine lists all words there.
   */
  private static boolean endOrDelete(LineReader reader) {
    String typed = reader.getBuffer().toString();
    boolean atEnd = reader.getBuffer().cursor() == typed.length();
    if (atEnd && (typed.isEmpty() || typed.endsWith("\n"))) {
      throw new EndOfFileException();
    }
    reader.callWidget(LineReader.DELETE_CHAR);
    return true;
  }

  /** A file that only its owner can read: statements name what a case is about. */
  private static @Nullable Path history() {
    Map<String, String> environment = System.getenv();
    String home = System.getProperty("user.home", "");
    String state = environment.getOrDefault("XDG_STATE_HOME", home + "/.local/state");
    Path file = Path.of(state, "flowbeam", "query_history");
    try {
      Files.createDirectories(file.resolveSibling("."));
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      return Files.isWritable(file) ? file : null;
    } catch (IOException | UnsupportedOperationException e) {
      return null; // without a home there is no history beyond the session
    }
  }

  private void run(QuerySession.Script script) throws IOException {
    session.layout(session.layout().withTerminalColumns(terminal.getWidth()));
    try {
      session.run(script);
    } catch (QuerySession.FailedException e) {
      say(TerminalText.oneLine(String.valueOf(e.getMessage())) + "\n");
    }
  }

  /** Whether the session goes on. */
  private boolean command(String line) throws IOException {
    String[] words = line.split("\\s+", 2);
    String argument = words.length > 1 ? words[1].strip() : "";
    switch (words[0].toLowerCase(Locale.ROOT)) {
      case ".quit", ".exit" -> {
        return false;
      }
      case ".help" -> say(HELP);
      case ".tables" -> tables();
      case ".columns" -> columns(argument);
      case ".run" -> runFile(argument);
      case ".mode" -> mode(argument);
      case ".full" -> session.layout(session.layout().withFull(isOn(argument)));
      case ".rows" -> rows(argument);
      case ".timer" -> session.timer(isOn(argument));
      default ->
          say("there is no command " + TerminalText.oneLine(words[0]) + "; .help lists them\n");
    }
    return true;
  }

  private void columns(String table) throws IOException {
    if (table.isEmpty()) {
      say(".columns takes the name of a table; .tables lists them\n");
    } else {
      run(new QuerySession.Script("", "DESCRIBE " + table));
    }
  }

  private void tables() throws IOException {
    Layout layout = session.layout();
    session.layout(layout.toBeRead());
    run(new QuerySession.Script("", "SELECT name, meaning FROM (" + LIST + ") ORDER BY name"));
    session.layout(layout);
  }

  private static final String LIST =
      "SELECT view_name AS name, split_part(comment, '. ', 1) AS meaning FROM duckdb_views() WHERE"
          + " NOT internal UNION ALL SELECT table_name, split_part(comment, '. ', 1) FROM"
          + " duckdb_tables() WHERE schema_name = 'main'";

  private static boolean isOn(String argument) {
    return !argument.equals("off");
  }

  private void mode(String argument) {
    for (Format format : Format.values()) {
      if (format.name().equals(argument) && format != Format.parquet) {
        session.format(format);
        return;
      }
    }
    say(".mode takes table, csv, json or ndjson\n");
  }

  private void rows(String argument) {
    if (argument.equals("all")) {
      session.layout(session.layout().withRows(Long.MAX_VALUE));
    } else if (argument.matches("[1-9][0-9]{0,8}")) {
      session.layout(session.layout().withRows(Long.parseLong(argument)));
    } else {
      say(".rows takes a number of rows, or all\n");
    }
  }

  private void runFile(String name) throws IOException {
    Path file = Path.of(name);
    if (name.isEmpty() || !Files.isRegularFile(file)) {
      say("there is no file " + TerminalText.oneLine(name) + "\n");
      return;
    }
    try {
      run(new QuerySession.Script(name, SqlScript.decoded(name, Files.readAllBytes(file))));
    } catch (UsageException e) {
      say(TerminalText.oneLine(String.valueOf(e.getMessage())) + "\n");
    }
  }

  private void say(String text) {
    terminal.writer().print(text);
    terminal.flush();
  }

  /** Lines are read until they hold whole statements. */
  private static final class Statements extends DefaultParser {
    Statements() {
      setQuoteChars(new char[0]);
      setEscapeChars(new char[0]);
      setEofOnUnclosedQuote(false);
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
      boolean isWhole = line.strip().startsWith(".") || SqlScript.isComplete(line);
      if (context == ParseContext.ACCEPT_LINE && !isWhole) {
        throw new EOFError(-1, -1, "the statement goes on");
      }
      return super.parse(line, cursor, context);
    }
  }
}
