package org.flowbeam.protocol.shared;

import java.util.function.Consumer;
import org.flowbeam.format.content.SafeName;
import org.flowbeam.format.text.Secrets;
import org.flowbeam.schemas.FileRow;
import org.jspecify.annotations.Nullable;

/** Hides passwords in what a sender says about a file: any of it may be a URL. */
final class FileSecrets {
  private FileSecrets() {}

  static void mask(FileRow row) {
    name(row);
    masked(row.getDeclaredType(), row::setDeclaredType);
    masked(row.getCharset(), row::setCharset);
    masked(row.getDisposition(), row::setDisposition);
    masked(row.getFieldName(), row::setFieldName);
    masked(row.getContentId(), row::setContentId);
    masked(row.getTransferEncoding(), row::setTransferEncoding);
  }

  private static void name(FileRow row) {
    String name = row.getFilename();
    String raw = row.getFilenameRaw();
    masked(raw, row::setFilenameRaw);
    if (name == null || !masked(name, row::setFilename)) {
      return;
    }
    row.setFilenameSafe(SafeName.of(Secrets.ofName(name)));
    if (raw != null && raw.equals(row.getFilenameRaw())) {
      row.setFilenameRaw(Secrets.MASK); // it is coded so that its secret is not found
    }
  }

  /** Whether something was hidden. */
  private static boolean masked(@Nullable String text, Consumer<String> setter) {
    String masked = text == null ? null : Secrets.ofName(text);
    if (masked == null || masked.equals(text)) {
      return false;
    }
    setter.accept(masked);
    return true;
  }
}
