package org.flowbeam.packet.filter;

/** What makes a BPF program safe to run on anything: see {@link Bpf}. */
final class BpfCheck {
  private static final int MEMORY_WORDS = 16;

  private BpfCheck() {}

  static void check(int[] code, int[] jumpTrue, int[] jumpFalse, int[] k) {
    int n = code.length;
    if (n == 0 || n > Bpf.MAX_INSTRUCTIONS) {
      throw new IllegalArgumentException(
          "BPF program has " + n + " instructions, not 1 to " + Bpf.MAX_INSTRUCTIONS);
    }
    if (jumpTrue.length != n || jumpFalse.length != n || k.length != n) {
      throw new IllegalArgumentException("BPF program has columns of unequal length");
    }
    for (int i = 0; i < n; i++) {
      checkOne(i, n, code[i], jumpTrue[i], jumpFalse[i], k[i]);
    }
    int last = code[n - 1];
    if (last != BpfCode.RET_K && last != BpfCode.RET_A) {
      throw refuse(n - 1, "does not return at its end");
    }
  }

  private static void checkOne(int i, int n, int code, int jt, int jf, int k) {
    if (!BpfCode.isAlu(code) && !BpfCode.isConditionalJump(code) && !BpfCode.isOther(code)) {
      throw refuse(i, "has the unknown code " + code);
    }
    if (BpfCode.isConditionalJump(code) && !(inside(i, n, jt) && inside(i, n, jf))) {
      throw refuse(i, "jumps out of the program");
    }
    if (code == BpfCode.JA && !inside(i, n, k)) {
      throw refuse(i, "jumps backwards or out of the program");
    }
    if (BpfCode.usesMemory(code) && (k < 0 || k >= MEMORY_WORDS)) {
      throw refuse(i, "uses memory beyond word " + (MEMORY_WORDS - 1));
    }
    boolean constant = (code & BpfCode.SOURCE_X) == 0;
    if (constant && BpfCode.divides(code) && k == 0) {
      throw refuse(i, "divides by zero");
    }
    if (constant && BpfCode.shifts(code) && (k & ~31) != 0) {
      throw refuse(i, "shifts by more than 31");
    }
  }

  /** Jumps count from the next instruction; negative ones, as for {@code protochain}, can loop. */
  private static boolean inside(int i, int n, int jump) {
    return jump >= 0 && jump < n - i - 1;
  }

  private static IllegalArgumentException refuse(int instruction, String reason) {
    return new IllegalArgumentException("BPF instruction " + instruction + " " + reason);
  }
}
