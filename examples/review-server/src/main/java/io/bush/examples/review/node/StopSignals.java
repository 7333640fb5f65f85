package io.bush.examples.review.node;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT: the first asks the process to stop in order, the second ends it at once. The JVM itself would run
 * everybody's shutdown hooks at the same time, and ignore a second signal. Thread safety: any thread.
 */
public final class StopSignals {

    private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
    /** What a shell reports of a process that the signal ended. */
    private static final Map<String, Integer> EXIT_CODES = Map.of("TERM", 143, "INT", 130);

    private static final long LONGEST_STOP_SECONDS = 3600;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    private StopSignals() {}

    /** From now on the signals ask instead of ending the process. */
    public static StopSignals watch() {
        StopSignals signals = new StopSignals();
        try {
            signals.handle("TERM");
            signals.handle("INT");
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.debug("this JVM does not hand out signals", e);
            Runtime.getRuntime().addShutdownHook(new Thread(signals::stopInHook, "stop"));
        }
        return signals;
    }

    /** By reflection: the compiler warns of the class, which every JDK has and no module exports. */
    private void handle(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object mine = Proxy.newProxyInstance(
                StopSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "handle" -> arrived(name);
                        case "hashCode" -> {
                            return System.identityHashCode(proxy);
                        }
                        case "equals" -> {
                            return proxy == arguments[0];
                        }
                        default -> {
                            return "stop on " + name;
                        }
                    }
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), mine);
    }

    private void arrived(String name) {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(EXIT_CODES.getOrDefault(name, 1));
        }
        asked.countDown();
    }

    private void stopInHook() {
        asked.countDown();
        try {
            if (!stopped.await(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("still not stopped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the first signal. */
    public void await() throws InterruptedException {
        asked.await();
    }

    /** Says that everything is stopped. */
    public void stopped() {
        stopped.countDown();
    }
}
