package io.bush.examples.desk;

import io.bush.examples.desk.DeskOptions.Plan;
import io.bush.examples.desk.DeskOptions.UsageException;
import io.bush.examples.desk.api.Account;
import io.bush.examples.desk.ui.parts.Look;
import java.awt.GraphicsEnvironment;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.swing.SwingUtilities;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: opens a window for each user, and ends when the last one is closed. */
public final class Desk {

    private static final int NO_DISPLAY = 1;
    private static final int USAGE = 2;
    /** Pixels between the corners of two windows. */
    private static final int CASCADE = 48;

    private Desk() {}

    /**
     * Opens the windows; {@code --help} lists the exit codes.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        int code = run(args, System.getenv(), System.out, System.err, Desk::open);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Reads the command line and explains what is wrong with it, without repeating what may be a token. */
    static int run(
            String[] args, Map<String, String> environment, PrintStream out, PrintStream errors, Consumer<Plan> then) {
        DeskOptions options = new DeskOptions();
        CommandLine line = new CommandLine(options)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(errors, true, StandardCharsets.UTF_8))
                .setOverwrittenOptionsAllowed(false)
                .setUnmatchedOptionsAllowedAsOptionParameters(false);
        try {
            line.parseArgs(args);
            if (line.isUsageHelpRequested()) {
                line.usage(out);
                return 0;
            }
            if (line.isVersionHelpRequested()) {
                line.printVersionHelp(out);
                return 0;
            }
            then.accept(options.plan(environment));
            return 0;
        } catch (UnmatchedArgumentException unmatched) {
            return refuse(errors, "unknown " + names(unmatched), USAGE);
        } catch (ParameterException | UsageException wrong) {
            return refuse(errors, String.valueOf(wrong.getMessage()), USAGE);
        } catch (NoDisplayException none) {
            return refuse(errors, "there is no display to show a window on: is DISPLAY set?", NO_DISPLAY);
        }
    }

    /** What is no option may be a token that was typed without its option. */
    private static String names(UnmatchedArgumentException unmatched) {
        List<String> names = unmatched.getUnmatched().stream()
                .filter(it -> it.startsWith("-"))
                .map(it -> it.replaceFirst("=.*", "").replaceAll("\\p{C}", "?"))
                .toList();
        return names.isEmpty() ? "argument: there are only options" : "option " + String.join(", ", names);
    }

    private static int refuse(PrintStream errors, String message, int code) {
        errors.println("desk: " + message);
        errors.println("Try: java -jar desk.jar --help");
        errors.flush();
        return code;
    }

    /** There is nowhere to show a window. */
    static final class NoDisplayException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private static void open(Plan plan) {
        Look.smoothText();
        if (GraphicsEnvironment.isHeadless()) {
            throw new NoDisplayException();
        }
        for (int i = 0; i < plan.accounts().size(); i++) {
            Account account = plan.accounts().get(i);
            int place = CASCADE * (i + 1);
            SwingUtilities.invokeLater(() -> new DeskApp(plan.server(), account, plan.project()).show(place, place));
        }
    }
}
