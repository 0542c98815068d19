package org.flowbeam.protocol.shared;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds logins in what a client sends, one request after the other: parameters of the URL, then a
 * body that is a form or JSON.
 */
public final class BodyLogins {
  private enum Kind {
    NONE,
    FORM,
    JSON
  }

  private final FormLogin fields = new FormLogin();
  private final JsonLogin json = new JsonLogin(fields);
  private Kind kind = Kind.NONE;

  /** The logins in the query of a URL, of which each byte is one char. */
  public List<Credential> ofTarget(String target, @Nullable String host) {
    int query = target.indexOf('?');
    if (query < 0 || target.indexOf('=', query) < 0) {
      return List.of();
    }
    byte[] bytes = target.substring(query + 1).getBytes(ISO_8859_1);
    fields.begin("query");
    fields.write(bytes, 0, bytes.length);
    return fields.end(host);
  }

  /** Whether bodies of this type may have logins, those of multipart/form-data among them. */
  public static boolean reads(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return lower.startsWith("multipart/") || lower.contains("form") || lower.contains("json");
  }

  /**
   * Begins a body.
   *
   * @param type what Content-Type declares; empty when it declares nothing
   */
  public void begin(String type) {
    int parameters = type.indexOf(';');
    String media = (parameters < 0 ? type : type.substring(0, parameters)).toLowerCase(Locale.ROOT);
    boolean isForm = media.strip().equals("application/x-www-form-urlencoded");
    kind = isForm ? Kind.FORM : media.contains("json") ? Kind.JSON : Kind.NONE;
    fields.begin(kind == Kind.JSON ? "json" : "form");
    json.begin();
  }

  /** The fields that are found elsewhere: those of multipart/form-data. */
  public FormLogin fields() {
    return fields;
  }

  public void write(byte[] bytes, int offset, int length) {
    switch (kind) {
      case NONE -> {}
      case FORM -> fields.write(bytes, offset, length);
      case JSON -> json.write(bytes, offset, length);
    }
  }

  /** Bytes are missing: a field may lie on both sides. */
  public void gap() {
    switch (kind) {
      case NONE -> {}
      case FORM -> fields.gap();
      case JSON -> json.gap();
    }
  }

  /** The body is over: what was found in it. */
  public List<Credential> end(@Nullable String host) {
    return fields.end(host);
  }
}
