package org.flowbeam.protocol.ftp;

import java.util.ArrayDeque;
import java.util.Deque;

/** The working directory of a session, as far as it is known, and paths in it. */
final class Paths {
  static final int MAX_CHARS = 4096;

  /** Where the session is, as long as it did not say. */
  private static final String UNKNOWN = ".";

  private String directory = UNKNOWN;

  /** The path of a name, without "." and ".." where that is possible. */
  String resolve(String name) {
    boolean absolute = name.startsWith("/");
    String path = absolute ? name : directory + "/" + name;
    boolean rooted = path.startsWith("/");
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/+", -1)) {
      boolean inside = !parts.isEmpty() && !parts.peekLast().equals("..");
      if (part.equals("..") && (inside || rooted)) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return (rooted ? "/" : "./") + String.join("/", parts);
  }

  /** What a row shows for it, as Zeek writes it. */
  String url(String server, String name) {
    String host = server.indexOf(':') >= 0 ? "[" + server + "]" : server;
    String path = resolve(name);
    return "ftp://" + host + (path.startsWith("/") ? "" : "/") + path;
  }

  /** The session has gone there. */
  void enter(String name) {
    String path = resolve(name);
    directory = path.length() > MAX_CHARS ? UNKNOWN : path;
  }

  /** Where the session is, by the reply to PWD: {@code "path" text}, quotes in it doubled. */
  void told(String reply) {
    int from = reply.indexOf('"') + 1;
    int end = from;
    while (end < reply.length()) {
      if (reply.charAt(end) == '"') {
        if (end + 1 >= reply.length() || reply.charAt(end + 1) != '"') {
          break;
        }
        end++;
      }
      end++;
    }
    if (from > 0 && end < reply.length() && end > from) {
      enter(reply.substring(from, end).replace("\"\"", "\""));
    }
  }

  void forget() {
    directory = UNKNOWN;
  }
}
