package org.flowbeam.format.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The scanner over the test messages of mime4j (and of MIME-tools, which are among them): header
 * fields and decoded bodies in the order in which they stand. Messages that are read otherwise are
 * listed with the reason.
 */
class Mime4jMessagesTest {
  private static final Map<String, String> OTHERWISE =
      Map.of(
          "frag",
          "base64 without its padding: the bits that are there are decoded, mime4j drops them",
          "multi-frag",
          "likewise",
          "malformedHeaderStartsBody-nocrlfcrlf",
          "a line that is no field is a defect, and ends no header (RFC 5322 section 2.1)",
          "malformedHeaderStartsBody-noheader",
          "a message without any field is its body; mime4j has the first line of it",
          "malformedHeader-noheader",
          "likewise; mime4j has none of it",
          "obsolete",
          "a field whose name is not ASCII is shown as it is",
          "very-very-long-boundary",
          "a boundary of 7,000 characters; RFC 2046 section 5.1.1 allows 70, 1 KiB is kept",
          "very-long-boundary",
          "as weird-boundary",
          "weird-boundary",
          "blanks at the end of a boundary do not count: a boundary may not end with them");

  private static final Pattern ITEM =
      Pattern.compile(
          "<field>\\s*(.*?)</field>|<(?:text|binary)-body name=\"(.*?)\"", Pattern.DOTALL);

  /** Fields as they are, bodies as their bytes, both as text. */
  private static final class Found implements MimeHandler {
    final List<String> items = new ArrayList<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    @Override
    public void begins(MimePart part) {
      content.reset();
      part.fields().forEach(field -> items.add(field.name() + ": " + field.value()));
    }

    @Override
    public void content(MimePart part, byte[] bytes, int offset, int length) {
      content.write(bytes, offset, length);
    }

    @Override
    public void ends(MimePart part) {
      if (!part.holdsParts()) {
        items.add(body(content.toByteArray()));
      }
    }
  }

  @Test
  void messagesAreReadAsMime4jReadsThemOrListedWithTheReason() throws IOException {
    Map<String, String> differences = new TreeMap<>();
    int messages = 0;
    for (String folder : List.of("testmsgs", "mimetools-testmsgs")) {
      for (String name : names(folder)) {
        messages++;
        List<String> ours = ours(folder + "/" + name + ".msg");
        List<String> theirs = theirs(folder + "/", name);
        if (!ours.equals(theirs)) {
          differences.put(name, name + " " + difference(ours, theirs));
        }
      }
    }
    assertThat(messages).isEqualTo(80);
    assertThat(differences.keySet()).containsAll(OTHERWISE.keySet());
    differences.keySet().removeAll(OTHERWISE.keySet());
    assertThat(String.join("\n", differences.values())).isEmpty();
  }

  /** The first items that differ, and how many there are. */
  private static String difference(List<String> ours, List<String> theirs) {
    int at = 0;
    while (at < ours.size() && at < theirs.size() && ours.get(at).equals(theirs.get(at))) {
      at++;
    }
    return "item " + at + ": ours " + shown(ours, at) + ", theirs " + shown(theirs, at);
  }

  private static String shown(List<String> items, int at) {
    String item = at < items.size() ? items.get(at) : "none";
    String begin = item.substring(0, Math.min(item.length(), 60));
    String shown = begin.replaceAll("[^ -~]", "?");
    return "(of " + items.size() + ", " + item.length() + " chars) " + shown;
  }

  private static List<String> names(String folder) throws IOException {
    URL any = Mime4jMessagesTest.class.getResource("/testmsgs/basic-plain.msg");
    assertThat(any).isNotNull();
    JarURLConnection jar = (JarURLConnection) any.openConnection();
    return jar.getJarFile().stream()
        .map(entry -> entry.getName())
        .filter(name -> name.startsWith(folder + "/") && name.endsWith(".msg"))
        .map(name -> name.substring(folder.length() + 1, name.length() - 4))
        .sorted()
        .toList();
  }

  private static List<String> ours(String path) {
    byte[] message = resource(path);
    Found found = new Found();
    MimeScanner scanner = new MimeScanner(found);
    scanner.begin();
    scanner.write(message, 0, message.length);
    scanner.end(true);
    return found.items;
  }

  private static List<String> theirs(String folder, String name) {
    String xml = new String(resource(folder + name + "_decoded.xml"), ISO_8859_1);
    List<String> items = new ArrayList<>();
    Matcher item = ITEM.matcher(xml);
    while (item.find()) {
      String field = item.group(1);
      items.add(field != null ? unfolded(text(field)) : body(resource(folder + item.group(2))));
    }
    return items;
  }

  private static String unfolded(String field) {
    String line = field.replaceAll("\r?\n(?=[ \t])", "");
    int colon = line.indexOf(':');
    return line.substring(0, colon).strip() + ": " + line.substring(colon + 1).strip();
  }

  private static String text(String xml) {
    return xml.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }

  /**
   * mime4j writes CRLF where it decodes quoted-printable with bare LF; bodies stay as sent here.
   */
  private static String body(byte[] bytes) {
    return "body " + new String(bytes, ISO_8859_1).replace("\r\n", "\n");
  }

  private static byte[] resource(String path) {
    try (InputStream in = Mime4jMessagesTest.class.getResourceAsStream("/" + path)) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
