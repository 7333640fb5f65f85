package io.bush.examples.watch.command;

import io.bush.examples.watch.show.Plain;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads the command line and explains what is wrong with it, without repeating what may be a token. */
public final class CommandLineReader {

    private CommandLineReader() {}

    /** Returns the exit code: of the command, or of a wrong command line. */
    public static int read(String[] args, PrintStream out, PrintStream errors, ToIntFunction<Options> command) {
        Options options = new Options();
        CommandLine line = new CommandLine(options)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(errors, true, StandardCharsets.UTF_8))
                .setOverwrittenOptionsAllowed(false)
                .setUnmatchedOptionsAllowedAsOptionParameters(false);
        try {
            line.parseArgs(args);
            if (line.isUsageHelpRequested()) {
                line.usage(out);
                return ExitCode.OK;
            }
            if (line.isVersionHelpRequested()) {
                line.printVersionHelp(out);
                return ExitCode.OK;
            }
            return command.applyAsInt(options);
        } catch (ParameterException wrong) {
            return refuse(errors, explain(wrong));
        } catch (UsageException wrong) {
            return refuse(errors, String.valueOf(wrong.getMessage()));
        }
    }

    private static int refuse(PrintStream errors, String message) {
        errors.println("watch: " + message);
        errors.println("Try: java -jar watch.jar --help");
        errors.flush();
        return ExitCode.USAGE;
    }

    private static String explain(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            List<String> names = unmatched.getUnmatched().stream()
                    .filter(it -> it.startsWith("-"))
                    .map(it -> Plain.text(it.contains("=") ? it.substring(0, it.indexOf('=')) : it))
                    .toList();
            return names.isEmpty()
                    ? "there is an argument that is no channel, allowed: " + Target.FORM
                    : "unknown option " + String.join(", ", names);
        }
        return Plain.text(String.valueOf(wrong.getMessage()));
    }
}
