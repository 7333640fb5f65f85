package io.bush.examples.desk;

import io.bush.examples.desk.api.Account;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line as it was typed. */
@Command(
        name = "desk",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "desk 0.1.0",
        description = "A desk to review files at: talks to a review-server and shows what others do while they do it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the last window was closed", "1:there is no display", "2:an option is wrong"},
        footer = {
            "",
            "Example, two windows that see each other:",
            "  desk --user alice --user bob",
            "",
            "Without --user the token comes from --token or the environment's BUSH_TOKEN.",
            "Other users of the machine can see --token in the list of processes."
        })
final class DeskOptions {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,40}");
    private static final Pattern PROJECT = Pattern.compile("proj_[A-Za-z0-9_-]{1,64}");
    private static final int MOST_WINDOWS = 8;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "The review server (${DEFAULT-VALUE}).")
    String url = "";

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Who you are: the demo gives everybody a token for a name. Once more: another window.")
    List<String> users = new ArrayList<>();

    @Option(names = "--token", paramLabel = "TOKEN", description = "What to authenticate with, instead of a name.")
    @Nullable
    String token;

    @Option(
            names = "--project",
            paramLabel = "ID",
            description = "The project to show, proj_…; else your first, or a new one.")
    @Nullable
    String project;

    /** What to do, when nothing is wrong. */
    record Plan(
            URI server, List<Account> accounts, @Nullable String project) {}

    /** The command line cannot be followed; the message says what is allowed. */
    static final class UsageException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    /** Checks everything. */
    Plan plan(Map<String, String> environment) {
        if (project != null && !PROJECT.matcher(project).matches()) {
            throw wrong("--project", project, "proj_ and 1 to 64 of [A-Za-z0-9_-]");
        }
        return new Plan(server(), accounts(environment), project);
    }

    private URI server() {
        try {
            URI parsed = URI.create(url);
            boolean http = "http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme());
            if (http && parsed.getHost() != null && parsed.getQuery() == null && parsed.getFragment() == null) {
                return parsed;
            }
        } catch (IllegalArgumentException malformed) {
            throw wrong("--url", url, "http://host:port or https://host:port");
        }
        throw wrong("--url", url, "http://host:port or https://host:port");
    }

    private List<Account> accounts(Map<String, String> environment) {
        if (token != null && !users.isEmpty()) {
            throw new UsageException("--token and --user are both there, allowed: one of them");
        }
        if (users.size() > MOST_WINDOWS) {
            throw new UsageException("there are " + users.size() + " --user, allowed: 1 to " + MOST_WINDOWS);
        }
        List<Account> accounts = new ArrayList<>();
        for (String user : users) {
            if (!NAME.matcher(user).matches()) {
                throw wrong("--user", user, "1 to 40 of [A-Za-z0-9_-]");
            }
            accounts.add(new Account.Named(user));
        }
        if (accounts.isEmpty()) {
            accounts.add(holder(token == null ? environment.get("BUSH_TOKEN") : token));
        }
        return accounts;
    }

    private static Account holder(@Nullable String given) {
        if (given == null) {
            throw new UsageException("nobody is named: use --user, --token or the environment's BUSH_TOKEN");
        }
        String token = given.strip();
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new UsageException(
                    "the token has " + token.length() + " characters, allowed: 1 or more of visible ASCII");
        }
        return new Account.Holder(token);
    }

    private static UsageException wrong(String option, String value, String allowed) {
        String shown = value.length() > 100 ? value.substring(0, 100) + "…" : value;
        return new UsageException(option + " is '" + shown.replaceAll("\\p{C}", "?") + "', allowed: " + allowed);
    }
}
