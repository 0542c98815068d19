package org.flowbeam.protocol.mail;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.format.content.Filenames;
import org.flowbeam.format.mime.Addresses;
import org.flowbeam.format.mime.HeaderField;
import org.flowbeam.format.mime.MailDate;
import org.flowbeam.format.mime.MimePart;
import org.flowbeam.format.text.EncodedWords;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.schemas.MailHeader;
import org.flowbeam.schemas.MailRow;
import org.jspecify.annotations.Nullable;

/** What the header of one message says, and what its parts are: the columns of a row. */
final class MailFacts {
  static final int MAX_HOPS = 64;
  static final int MAX_IDS = 1000;

  private static final Pattern ID = Pattern.compile("<([^<>\\s]{1,512})>");

  private final Set<String> defects = new LinkedHashSet<>();
  private List<HeaderField> fields = List.of();
  private String type = "text/plain";
  private int parts;
  private int attachments;
  private boolean hasHtml;
  private @Nullable String encrypted;

  void begins(MimePart part) {
    if (part.depth() == 1) {
      fields = part.fields();
      type = part.type();
    }
    String protection = protection(part);
    encrypted = encrypted == null ? protection : encrypted;
  }

  private static @Nullable String protection(MimePart part) {
    String type = part.type();
    if (type.equals("multipart/encrypted") || type.equals("application/pgp-encrypted")) {
      return "pgp";
    }
    if (type.equals("application/pkcs7-mime") || type.equals("application/x-pkcs7-mime")) {
      String declared = part.first("Content-Type");
      String kind = declared == null ? null : Filenames.parameter(declared, "smime-type");
      boolean sealed = kind == null || kind.toLowerCase(Locale.ROOT).endsWith("enveloped-data");
      return sealed ? "smime" : null;
    }
    return null;
  }

  void ends(MimePart part) {
    if (!part.holdsParts()) {
      parts += part.isEmbedded() ? 0 : 1;
      hasHtml |= part.type().equals("text/html");
      boolean named = part.filename() != null;
      boolean attached = named || "attachment".equals(part.disposition());
      attachments += attached || part.isEmbedded() ? 1 : 0;
    }
    defects.addAll(part.defects());
  }

  MailRow row(FlowContext flow, boolean withEnds) {
    MailRow row = new MailRow();
    row.setContentType(cut(EscapedText.ofLatin1(type)));
    row.setParts(parts);
    row.setAttachments(attachments);
    row.setHasHtml(hasHtml);
    row.setEncrypted(encrypted);
    addresses(row);
    texts(row);
    ids(row);
    List<String> received = all("Received", MAX_HOPS);
    List<String> shown = received.stream().map(EscapedText::ofLatin1).toList();
    row.setReceived(shown.isEmpty() ? null : shown);
    row.setPath(path(flow, withEnds, received));
    row.setHeaders(headers());
    row.setDefects(defects.isEmpty() ? null : List.copyOf(defects));
    row.setTruncated(
        defects.contains("header_limit")
            || all("Received", MAX_HOPS + 1).size() > MAX_HOPS
            || isFull(row.getToAddrs())
            || isFull(row.getCcAddrs())
            || isFull(row.getBccAddrs()));
    return row;
  }

  private void addresses(MailRow row) {
    List<Addresses.Address> from = list("From");
    row.setFromAddr(from.isEmpty() ? null : from.get(0).address());
    row.setFromName(from.isEmpty() ? null : from.get(0).name());
    List<Addresses.Address> sender = list("Sender");
    row.setSenderAddr(sender.isEmpty() ? null : sender.get(0).address());
    row.setToAddrs(addressesOf("To"));
    row.setCcAddrs(addressesOf("Cc"));
    row.setBccAddrs(addressesOf("Bcc"));
    String path = first("Return-Path");
    if (path != null) {
      List<Addresses.Address> back = Addresses.parse(path, defects);
      row.setReturnPath(back.isEmpty() ? "<>" : back.get(0).address());
    }
  }

  private void texts(MailRow row) {
    String date = first("Date");
    row.setDate(date == null ? null : EscapedText.ofLatin1(date));
    row.setDateTs(date == null ? null : MailDate.micros(date));
    row.setFromHeader(decoded("From"));
    row.setReplyTo(decoded("Reply-To"));
    String subject = decoded("Subject");
    String raw = shown("Subject");
    row.setSubject(subject);
    row.setSubjectRaw(raw == null || raw.equals(subject) ? null : raw);
    String agent = decoded("User-Agent");
    row.setUserAgent(agent != null ? agent : decoded("X-Mailer"));
    String origin = shown("X-Originating-IP");
    row.setXOriginatingIp(origin == null ? null : origin.replaceAll("^\\[|\\]$", ""));
    row.setListId(decoded("List-ID"));
    row.setAuthenticationResults(shown("Authentication-Results"));
  }

  private void ids(MailRow row) {
    String id = shown("Message-ID");
    row.setMessageId(id == null ? null : id.replaceAll("^<|>$", ""));
    row.setInReplyTo(shown("In-Reply-To"));
    List<String> references = new ArrayList<>();
    String named = first("References");
    Matcher each = ID.matcher(named == null ? "" : named);
    while (each.find() && references.size() < MAX_IDS) {
      references.add(EscapedText.ofLatin1(each.group(1)));
    }
    row.setReferenceIds(references.isEmpty() ? null : references);
    List<String> domains = new ArrayList<>();
    for (String signature : all("DKIM-Signature", MAX_HOPS)) {
      String domain = Filenames.parameter(";" + signature, "d");
      if (domain != null) {
        domains.add(cut(EscapedText.ofLatin1(domain.strip())));
      }
    }
    row.setDkimDomains(domains.isEmpty() ? null : domains);
  }

  private static @Nullable List<String> path(
      FlowContext flow, boolean withEnds, List<String> received) {
    List<String> path = new ArrayList<>();
    if (withEnds) {
      path.add(flow.address(Direction.SERVER));
      path.add(flow.address(Direction.CLIENT));
    }
    for (String hop : received) {
      String address = HopAddress.of(hop);
      if (address != null && (path.isEmpty() || !path.get(path.size() - 1).equals(address))) {
        path.add(address);
      }
    }
    return path.isEmpty() ? null : path;
  }

  private @Nullable List<MailHeader> headers() {
    List<MailHeader> headers = new ArrayList<>();
    for (HeaderField field : fields) {
      String name = EscapedText.ofLatin1(field.name());
      headers.add(new MailHeader(name, EscapedText.ofLatin1(field.value())));
    }
    return headers.isEmpty() ? null : headers;
  }

  private List<Addresses.Address> list(String name) {
    String value = first(name);
    return value == null ? List.of() : Addresses.parse(value, defects);
  }

  private @Nullable List<String> addressesOf(String name) {
    List<String> addresses = list(name).stream().map(Addresses.Address::address).toList();
    return addresses.isEmpty() ? null : addresses;
  }

  private static boolean isFull(@Nullable List<String> addresses) {
    return addresses != null && addresses.size() == Addresses.MAX_ADDRESSES;
  }

  private @Nullable String first(String name) {
    for (HeaderField field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return field.value();
      }
    }
    return null;
  }

  private List<String> all(String name, int most) {
    List<String> found = List.of();
    for (HeaderField field : fields) {
      if (found.size() < most && field.name().equalsIgnoreCase(name)) {
        found = found.isEmpty() ? new ArrayList<>() : found;
        found.add(field.value());
      }
    }
    return found;
  }

  private @Nullable String shown(String name) {
    String value = first(name);
    return value == null ? null : EscapedText.ofLatin1(value);
  }

  private @Nullable String decoded(String name) {
    String value = first(name);
    return value == null ? null : EncodedWords.decode(value, defects);
  }

  private static String cut(String text) {
    return text.length() <= Addresses.MAX_CHARS ? text : text.substring(0, Addresses.MAX_CHARS);
  }
}
