package org.flowbeam.protocol.shared;

import org.flowbeam.format.content.Filenames;
import org.flowbeam.format.mime.MimeHandler;
import org.flowbeam.format.mime.MimePart;
import org.flowbeam.io.bytes.EscapedText;
import org.jspecify.annotations.Nullable;

/** Passes parts on, and lets logins know the fields of multipart/form-data that are no files. */
public final class FormFields implements MimeHandler {
  private final MimeHandler next;
  private final FormLogin logins;
  private final byte[] value = new byte[FormLogin.MAX_FIELD_BYTES];
  private int valueBytes;
  private boolean cut;
  private @Nullable String name;

  public FormFields(MimeHandler next, FormLogin logins) {
    this.next = next;
    this.logins = logins;
  }

  @Override
  public void begins(MimePart part) {
    next.begins(part);
    String disposition = part.first("Content-Disposition");
    valueBytes = 0;
    cut = false;
    name = disposition == null ? null : Filenames.parameter(disposition, "name");
    boolean isFile = Filenames.of(disposition, null) != null;
    if (name != null && (isFile || !FormLogin.isOfInterest(name))) {
      name = null;
    }
  }

  @Override
  public void content(MimePart part, byte[] bytes, int offset, int length) {
    next.content(part, bytes, offset, length);
    if (name != null) {
      int taken = Math.min(length, value.length - valueBytes);
      System.arraycopy(bytes, offset, value, valueBytes, taken);
      valueBytes += taken;
      cut |= taken < length;
    }
  }

  @Override
  public void ends(MimePart part) {
    next.ends(part);
    if (name != null && part.isComplete()) {
      logins.field(name, EscapedText.of(value, 0, valueBytes), cut);
    }
    name = null;
  }
}
