package org.flowbeam.schemas;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** All tables. A new protocol's table is one .avsc, one constant and one entry in {@link #ALL}. */
@NullMarked
public final class Tables {
  /** Goes into every Parquet footer; counts breaking changes of any column. */
  public static final int SCHEMA_VERSION = 1;

  public static final Table<SourceRow> SOURCES =
      table("sources", SourceRow.class, List.of("uri", "member"), null, List.of());

  public static final Table<FlowRow> FLOWS =
      table(
          "flows",
          FlowRow.class,
          List.of("start_time", "start_nanos", "flow_id"),
          "start_time",
          List.of("flow_id", "community_id", "src_ip", "dst_ip", "server_name"));

  public static final Table<PacketIndexRow> PACKET_INDEX =
      table(
          "packet_index",
          PacketIndexRow.class,
          List.of("flow_id", "source_id", "chunk"),
          null,
          List.of("flow_id", "source_id"));

  public static final Table<AnomalyRow> ANOMALIES =
      table(
          "anomalies",
          AnomalyRow.class,
          List.of("ts", "flow_id", "source_id", "offset", "tx", "side", "kind"),
          "ts",
          List.of("flow_id", "source_id", "src_ip", "dst_ip"));

  public static final Table<HttpRow> HTTP =
      table(
          "http",
          HttpRow.class,
          List.of("ts", "ts_nanos", "flow_id", "tx"),
          "ts",
          List.of("flow_id", "community_id", "src_ip", "dst_ip", "host"));

  public static final Table<TlsRow> TLS =
      table(
          "tls",
          TlsRow.class,
          List.of("ts", "ts_nanos", "flow_id", "tx"),
          "ts",
          List.of(
              "flow_id", "community_id", "src_ip", "dst_ip", "server_name", "ja3", "ja3s", "ja4"));

  public static final Table<X509Row> X509 =
      table("x509", X509Row.class, List.of("cert_sha256"), null, List.of("cert_sha256"));

  public static final Table<DnsRow> DNS =
      table(
          "dns",
          DnsRow.class,
          List.of("ts", "ts_nanos", "flow_id", "tx"),
          "ts",
          List.of("flow_id", "community_id", "src_ip", "dst_ip", "query", "registered_domain"));

  public static final Table<DnsDomainRow> DNS_DOMAINS =
      table("dns_domains", DnsDomainRow.class, List.of("domain"), null, List.of("domain"));

  public static final Table<SshRow> SSH =
      table(
          "ssh",
          SshRow.class,
          List.of("ts", "ts_nanos", "flow_id", "tx"),
          "ts",
          List.of(
              "flow_id",
              "community_id",
              "src_ip",
              "dst_ip",
              "host_key",
              "host_key_fingerprint",
              "hassh",
              "hassh_server"));

  public static final Table<FtpRow> FTP =
      table(
          "ftp",
          FtpRow.class,
          List.of("ts", "ts_nanos", "flow_id", "tx"),
          "ts",
          List.of("flow_id", "community_id", "src_ip", "dst_ip", "user", "data_flow_id"));

  public static final Table<SipRow> SIP =
      table(
          "sip",
          SipRow.class,
          List.of("ts", "ts_nanos", "flow_id", "tx"),
          "ts",
          List.of("flow_id", "community_id", "src_ip", "dst_ip", "call_id"));

  public static final Table<CallRow> CALLS =
      table(
          "calls",
          CallRow.class,
          List.of("start_time", "call_id"),
          "start_time",
          List.of("call_id", "from_user", "to_user"));

  public static final Table<CallLinkRow> CALL_LINKS =
      table(
          "call_links",
          CallLinkRow.class,
          List.of("call_id", "linked_call_id", "reason"),
          null,
          List.of("call_id", "linked_call_id"));

  public static final Table<RtpRow> RTP =
      table(
          "rtp",
          RtpRow.class,
          List.of("ts", "ts_nanos", "flow_id", "tx"),
          "ts",
          List.of("flow_id", "community_id", "src_ip", "dst_ip", "call_id"));

  public static final Table<RtcpRow> RTCP =
      table(
          "rtcp",
          RtcpRow.class,
          List.of("ts", "ts_nanos", "flow_id", "tx"),
          "ts",
          List.of("flow_id", "community_id", "src_ip", "dst_ip"));

  public static final Table<FileRow> FILES =
      table(
          "files",
          FileRow.class,
          List.of("ts", "ts_nanos", "flow_id", "tx"),
          "ts",
          List.of("flow_id", "community_id", "src_ip", "dst_ip", "md5", "sha1", "sha256"));

  public static final Table<CredentialRow> CREDENTIALS =
      table(
          "credentials",
          CredentialRow.class,
          List.of("ts", "ts_nanos", "flow_id", "tx"),
          "ts",
          List.of("flow_id", "community_id", "src_ip", "dst_ip", "user", "secret_sha256"));

  public static final Table<SmtpRow> SMTP =
      table(
          "smtp",
          SmtpRow.class,
          List.of("ts", "ts_nanos", "flow_id", "tx"),
          "ts",
          List.of("flow_id", "community_id", "src_ip", "dst_ip", "mailfrom", "message_sha256"));

  public static final Table<MailRow> MAIL =
      table(
          "mail",
          MailRow.class,
          List.of("ts", "ts_nanos", "flow_id", "tx", "nth"),
          null, // it has a column date of its own
          List.of(
              "flow_id",
              "community_id",
              "src_ip",
              "dst_ip",
              "from_addr",
              "message_id",
              "message_sha256"));

  public static final Table<Pop3Row> POP3 =
      table(
          "pop3",
          Pop3Row.class,
          List.of("ts", "ts_nanos", "flow_id", "tx"),
          "ts",
          List.of("flow_id", "community_id", "src_ip", "dst_ip", "user"));

  public static final Table<ImapRow> IMAP =
      table(
          "imap",
          ImapRow.class,
          List.of("ts", "ts_nanos", "flow_id", "tx"),
          "ts",
          List.of("flow_id", "community_id", "src_ip", "dst_ip", "user"));

  /** Every table, in the order in which they are listed everywhere. */
  public static final List<Table<?>> ALL =
      List.of(
          SOURCES,
          FLOWS,
          PACKET_INDEX,
          ANOMALIES,
          HTTP,
          TLS,
          X509,
          DNS,
          DNS_DOMAINS,
          SSH,
          FTP,
          SIP,
          CALLS,
          CALL_LINKS,
          RTP,
          RTCP,
          FILES,
          CREDENTIALS,
          SMTP,
          MAIL,
          POP3,
          IMAP);

  private Tables() {}

  /** The table with this name; fails for a name that is none. */
  public static Table<?> named(String name) {
    for (Table<?> table : ALL) {
      if (table.name().equals(name)) {
        return table;
      }
    }
    throw new IllegalArgumentException("no table is named " + name);
  }

  private static <R extends SpecificRecord> Table<R> table(
      String name,
      Class<R> rowClass,
      List<String> sortColumns,
      @Nullable String dateColumn,
      List<String> bloomColumns) {
    return new Table<>(name, rowClass, sortColumns, dateColumn, bloomColumns);
  }
}
