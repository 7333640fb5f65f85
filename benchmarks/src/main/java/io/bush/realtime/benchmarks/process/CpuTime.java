package io.bush.realtime.benchmarks.process;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processor time of this process so far, in nanoseconds. Threads are told apart by their names in {@code /proc}; where
 * there is none, compilers and collectors count as 0 of their own and stay in the total.
 *
 * @param all of all threads
 * @param jit of the compilers
 * @param gc of the collector
 */
public record CpuTime(long all, long jit, long gc) {

    /**
     * Reads the clocks.
     *
     * @return the time so far
     */
    public static CpuTime now() {
        long jit = 0;
        long gc = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                String name = read(thread, "comm").strip();
                boolean compiler = name.startsWith("C1 ") || name.startsWith("C2 ");
                boolean collector = name.startsWith("G1 ") || name.startsWith("GC ");
                if (compiler || collector) {
                    String first = read(thread, "schedstat").split(" ", 2)[0];
                    long spent = first.isEmpty() ? 0 : Long.parseLong(first);
                    jit += compiler ? spent : 0;
                    gc += collector ? spent : 0;
                }
            }
        } catch (IOException noProc) {
            // Not on Linux: the total still holds.
        }
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new CpuTime(system.getProcessCpuTime(), jit, gc);
    }

    /** Empty of a thread that has just ended: any other may, and those that are looked for are still to come. */
    private static String read(Path thread, String file) {
        try {
            return Files.readString(thread.resolve(file));
        } catch (IOException ended) {
            return "";
        }
    }
}
