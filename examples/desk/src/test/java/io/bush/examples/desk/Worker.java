package io.bush.examples.desk;

import io.bush.examples.desk.api.ReviewApi;
import io.bush.examples.desk.model.FileModel;
import io.bush.examples.desk.model.Light;
import io.bush.examples.desk.model.Self;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Somebody at a desk without a window, with a thread of their own in the place of the event thread. */
final class Worker implements Screen, AutoCloseable {

    final List<String> toasts = new CopyOnWriteArrayList<>();
    private final String name;
    private final ExecutorService ui;
    private final Object turned = new Object();
    private final List<FileModel> listened = new ArrayList<>();
    /** How often something ran on the thread; guarded by {@code turned}. */
    private long turns;

    private @Nullable DeskSession session;
    /** The files as they were shown last; for the thread. */
    private List<FileModel> files = List.of();
    /** Who the server says this is; for the thread. */
    private @Nullable Self self;
    /** The light as it was shown last; for the thread. */
    private Light light = Light.UNKNOWN;

    Worker(String name) {
        this.name = name;
        this.ui = Executors.newSingleThreadExecutor(work -> new Thread(work, "desk-" + name));
    }

    void start(Premises premises) throws Exception {
        start(premises.api(name), premises.project);
    }

    void start(ReviewApi api, @Nullable String project) throws Exception {
        session = Premises.get(DeskSession.start(api, project, this::turn, new SecureRandom(), this));
    }

    private void turn(Runnable task) {
        ui.execute(() -> {
            task.run();
            synchronized (turned) {
                turns++;
                turned.notifyAll();
            }
        });
    }

    DeskSession session() {
        return Objects.requireNonNull(session, "not started");
    }

    @Nullable
    Self self() {
        return self;
    }

    Light light() {
        return light;
    }

    /** Does something where the user interface would. */
    <T> T does(Callable<T> what) throws Exception {
        try {
            return ui.submit(what).get(Premises.DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(name, e);
        }
    }

    /** Does something where the user interface would. */
    void act(Runnable what) throws Exception {
        does(Executors.callable(what));
    }

    /** Opens a file when it is there, and reads it. */
    FileModel opens(String fileId) throws Exception {
        await("file " + fileId, () -> find(fileId) != null);
        FileModel file = does(() -> {
            FileModel found = Objects.requireNonNull(find(fileId));
            session().front(found);
            return found;
        });
        await("the comments", () -> file.conversation().loaded());
        return file;
    }

    private @Nullable FileModel find(String fileId) {
        return files.stream().filter(it -> it.id().equals(fileId)).findFirst().orElse(null);
    }

    /** Looks whenever something has happened, on the user interface's thread, until something is so. */
    void await(String what, Callable<Boolean> holds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Premises.DEADLINE_SECONDS);
        while (true) {
            long seen;
            synchronized (turned) {
                seen = turns;
            }
            if (does(holds)) {
                return;
            }
            synchronized (turned) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                while (turns == seen && left > 0) {
                    turned.wait(left);
                    left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                }
                if (turns == seen) {
                    throw new AssertionError(name + " does not see in time: " + what + "; toasts " + toasts);
                }
            }
        }
    }

    /** Waits for what one of their files shows. */
    void await(String what, FileModel file, Predicate<FileModel> holds) throws Exception {
        await(what, () -> holds.test(file));
    }

    @Override
    public void project(String project) {}

    @Override
    public void signedIn(Self now) {
        self = now;
    }

    @Override
    public void files(List<FileModel> now) {
        files = now;
        for (FileModel file : now) {
            if (!listened.contains(file)) {
                listened.add(file);
                file.show(new FileModel.View() {
                    @Override
                    public void toast(String text) {
                        toasts.add(text);
                    }
                });
            }
        }
    }

    @Override
    public void light(Light now) {
        light = now;
    }

    @Override
    public void toast(String text) {
        toasts.add(text);
    }

    @Override
    public void close() {
        if (session != null) {
            session.client().close();
        }
        ui.shutdownNow();
    }
}
