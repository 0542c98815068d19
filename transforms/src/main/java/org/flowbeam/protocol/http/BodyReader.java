package org.flowbeam.protocol.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.flowbeam.format.content.CodedContent;
import org.flowbeam.format.content.CodedContent.Problem;
import org.flowbeam.format.content.DecodeBudget;
import org.flowbeam.format.content.PulledDecoder;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.shared.BodyLogins;
import org.flowbeam.protocol.shared.Credential;
import org.flowbeam.protocol.shared.FileRows;
import org.flowbeam.protocol.shared.MultipartBodies;
import org.flowbeam.protocol.shared.ResourcePart;
import org.flowbeam.schemas.FileRow;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of one side, one after the other: each is a file, and so are the parts of a
 * multipart body.
 */
final class BodyReader {
  /**
   * What a head says of a body, as sent, each byte one char; null where it says nothing.
   *
   * @param type Content-Type
   * @param disposition Content-Disposition
   */
  record Declared(@Nullable String type, @Nullable String disposition) {
    static final Declared NOTHING = new Declared(null, null);

    /** To be taken before the head is made fit to be shown. */
    static Declared by(Head head) {
      return new Declared(head.last("Content-Type"), head.last("Content-Disposition"));
    }
  }

  private final FileRows files;
  private final CodedContent content;
  private final SessionOutput out;

  /** Most connections have neither parts nor forms: these are made when they are first needed. */
  private @Nullable MultipartBodies parts;

  private @Nullable BodyLogins logins;

  private Declared declared = Declared.NOTHING;
  private List<String> codings = List.of();
  private boolean isMultipart;
  private final boolean ofClient;
  private final boolean keepSecrets;

  BodyReader(FlowContext flow, SessionOutput out, Direction from, DecodeBudget budget) {
    files = new FileRows(flow, out, "http", from);
    content = new CodedContent(files.plan(), out::newBody, budget, this::decoded);
    this.out = out;
    this.ofClient = from == Direction.CLIENT;
    this.keepSecrets = flow.options().keepSecrets();
  }

  /**
   * Begins the body of a message.
   *
   * @param declared what its head says of it
   * @param codings in the order in which they were applied, lower case
   * @param offset where the message begins in its side's stream
   */
  void begin(
      Exchange exchange, Declared declared, List<String> codings, long timeNanos, long offset) {
    this.declared = declared;
    this.codings = codings;
    files.begin(exchange.tx, null, timeNanos, offset);
    content.begin(codings);
    String type = declared.type() == null ? "" : declared.type().strip();
    isMultipart = MultipartBodies.reads(type);
    if (ofClient && (logins != null || BodyLogins.reads(type))) {
      logins().begin(type);
    }
    if (isMultipart) {
      parts().begin(type);
    }
  }

  private BodyLogins logins() {
    BodyLogins made = logins;
    if (made == null) {
      made = new BodyLogins();
      logins = made;
    }
    return made;
  }

  private MultipartBodies parts() {
    MultipartBodies made = parts;
    if (made == null) {
      made = new MultipartBodies(files, out::newBody, ofClient ? logins().fields() : null);
      parts = made;
    }
    return made;
  }

  /** Bytes of the body as the framing delimits them. */
  void write(byte[] bytes, int offset, int length) {
    content.write(bytes, offset, length);
  }

  private void decoded(byte[] bytes, int offset, int length) {
    if (isMultipart) {
      parts().write(bytes, offset, length);
    } else if (logins != null) {
      logins.write(bytes, offset, length);
    }
  }

  void gap(long missingBytes) {
    content.gap(missingBytes);
    if (isMultipart) {
      parts().gap(missingBytes);
    } else if (logins != null) {
      logins.gap();
    }
  }

  /**
   * The body is over.
   *
   * @param allSeen whether its end was seen
   * @param asFramed whether it ended where its framing says
   * @param part what it is of what was asked for
   */
  CodedContent.Body end(boolean allSeen, boolean asFramed, ResourcePart part, Oddities oddities) {
    CodedContent.Body body = content.end(allSeen);
    report(body.problem(), oddities);
    Collection<String> ofParts = isMultipart ? parts().end(body.whole()) : List.of();
    isMultipart = false;
    if (body.facts().lengthBytes() > 0 || body.codedBytes() > 0) {
      files.write(row(body, asFramed, part, ofParts));
    }
    return keepSecrets ? body : body.withMaskedName();
  }

  private FileRow row(
      CodedContent.Body body, boolean asFramed, ResourcePart part, Collection<String> ofParts) {
    boolean complete = body.whole() && asFramed;
    FileRow row = files.row(1, body.facts(), body.codedBytes(), complete);
    FileRows.declared(row, declared.type(), declared.disposition());
    row.setTransferEncoding(codings.isEmpty() ? null : String.join(", ", codings));
    List<String> defects = new ArrayList<>(2);
    if (body.problem() != Problem.NONE) {
      defects.add(defect(body.problem()));
    }
    if (!asFramed) {
      defects.add("bad_framing");
    }
    part.describe(row, defects);
    defects.addAll(ofParts);
    row.setDefects(FileRows.defects(defects));
    return row;
  }

  private static String defect(Problem problem) {
    return switch (problem) {
      case BOMB -> "decompression_bomb";
      case TOO_LONG, UNKNOWN -> "not_decoded";
      default -> "bad_encoding";
    };
  }

  private static void report(Problem problem, Oddities oddities) {
    switch (problem) {
      case NONE -> {}
      case BOMB ->
          oddities.found(
              "http_decompression_bomb",
              "a body decodes to more than " + DecodeBudget.MAX_RATIO + " times its size");
      case TOO_LONG ->
          oddities.found(
              "http_body_not_decoded",
              "a body of more than " + PulledDecoder.MAX_CODED_BYTES + " bytes in br or zstd");
      case UNKNOWN ->
          oddities.found(
              "http_body_not_decoded",
              "a body in a coding that is not known, or in more than " + CodedContent.MAX_CODINGS);
      case NOT_SO_CODED ->
          oddities.found("http_bad_content_coding", "a body is not coded as its head says");
    }
  }

  /** Logins in the fields of the body that has ended. */
  List<Credential> logins(@Nullable String host) {
    return logins == null ? List.of() : logins.end(host);
  }

  /** Logins in the parameters of a URL; between two bodies. */
  List<Credential> loginsOf(String target, @Nullable String host) {
    return target.indexOf('?') < 0 ? List.of() : logins().ofTarget(target, host);
  }

  /** What was read is no body. */
  void drop() {
    content.drop();
    isMultipart = false;
  }

  /** Frees what the decoders hold. */
  void close() {
    content.close();
    if (parts != null) {
      parts.close();
    }
  }
}
