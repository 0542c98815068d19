package org.flowbeam.protocol.dns;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The queries of a flow that wait for their response, in the order in which they were seen. */
final class Unanswered {
  static final int MAX_QUERIES = 4096;

  /** Of the texts of the records that queries bring along (updates, registrations). */
  static final int MAX_RECORD_CHARS = 1 << 20;

  private final LinkedHashMap<Question, Query> byQuestion = new LinkedHashMap<>(4);

  /** The oldest of each identifier and side. */
  private final Map<Integer, Query> byId = new HashMap<>(4);

  private final Map<Integer, Query> youngestById = new HashMap<>(4);
  private int recordChars;

  @Nullable Query find(Question question) {
    return byQuestion.get(question);
  }

  /** The oldest with this identifier and side. */
  @Nullable Query find(int idAndSide) {
    return byId.get(idAndSide);
  }

  void add(Query query) {
    byQuestion.put(query.question, query);
    recordChars += query.recordChars();
    Integer id = query.question.idAndSide;
    Query older = youngestById.put(id, query);
    if (older == null) {
      byId.put(id, query);
    } else {
      older.younger = query;
      query.older = older;
    }
  }

  void remove(Query query) {
    byQuestion.remove(query.question);
    recordChars -= query.recordChars();
    Integer id = query.question.idAndSide;
    Query older = query.older;
    Query younger = query.younger;
    if (older != null) {
      older.younger = younger;
    } else if (younger != null) {
      byId.put(id, younger);
    } else {
      byId.remove(id);
    }
    if (younger != null) {
      younger.older = older;
    } else if (older != null) {
      youngestById.put(id, older);
    } else {
      youngestById.remove(id);
    }
  }

  /** The oldest, if a limit is exceeded. */
  @Nullable Query surplus() {
    boolean tooMuch = byQuestion.size() > MAX_QUERIES || recordChars > MAX_RECORD_CHARS;
    return tooMuch ? oldest() : null;
  }

  @Nullable Query oldest() {
    return byQuestion.isEmpty() ? null : byQuestion.values().iterator().next();
  }
}
