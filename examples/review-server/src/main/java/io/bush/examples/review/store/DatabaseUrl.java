package io.bush.examples.review.store;

import io.bush.examples.review.StartFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Where the database is. The schema and the statements are H2's dialect of SQL. Thread safety: immutable.
 *
 * @param url as drivers want it; may hold a password
 */
public record DatabaseUrl(String url) {

    private static final Pattern PASSWORD = Pattern.compile("(?i)(password=)[^;&]*");
    private static final String SESSION = ";LOCK_TIMEOUT=10000";

    /** Refuses what is no JDBC URL. */
    public DatabaseUrl {
        if (!url.startsWith("jdbc:")) {
            throw new StartFailure("--db is " + shown(url) + ", allowed: a JDBC URL that H2 understands, such as"
                    + " jdbc:h2:tcp://127.0.0.1:9092/review, or no --db at all");
        }
    }

    /** The file in a data directory, which belongs to this process alone. */
    static DatabaseUrl embedded(Path directory) {
        return new DatabaseUrl("jdbc:h2:file:" + file(directory) + EMBEDDED);
    }

    /**
     * What every process that opens the file says. A commit is written when it returns, not half a second later: what was
     * answered and published must survive the process.
     */
    private static final String EMBEDDED = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";

    /** The file that all processes of a data directory share, reached by way of the one that has it open. */
    static DatabaseUrl servedBy(String address, String key) {
        return new DatabaseUrl("jdbc:h2:tcp://" + address + "/" + key);
    }

    /** Returns the name under which H2 knows the file. */
    static String file(Path directory) {
        Path file = directory.resolve("review").toAbsolutePath();
        // A ';' in a path would start an H2 setting.
        if (file.toString().indexOf(';') >= 0) {
            throw new StartFailure("--data is " + directory + ", allowed: a path without ';'");
        }
        return file.toString();
    }

    /** Tells whether it is of the one process that opens it, and nobody else can reach it. */
    public boolean isInMemory() {
        return url.toLowerCase(Locale.ROOT).startsWith("jdbc:h2:mem:");
    }

    /** Connects; a URL without a user is one of ours, or of a database that this server makes. */
    Connection connect() throws SQLException {
        Properties login = new Properties();
        if (!url.toLowerCase(Locale.ROOT).contains("user=")) {
            login.setProperty("user", "review");
            login.setProperty("password", "");
        }
        boolean h2 = url.startsWith("jdbc:h2:") && !url.toUpperCase(Locale.ROOT).contains("LOCK_TIMEOUT=");
        return DriverManager.getConnection(h2 ? url + SESSION : url, login);
    }

    /** Shows it without a password. */
    @Override
    public String toString() {
        return shown(url);
    }

    static String shown(String url) {
        return PASSWORD.matcher(url).replaceAll("$1***");
    }
}
