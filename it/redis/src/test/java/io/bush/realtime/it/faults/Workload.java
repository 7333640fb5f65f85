package io.bush.realtime.it.faults;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.faults.history.Attempt;
import io.bush.realtime.it.faults.history.Attempt.Outcome;
import io.bush.realtime.it.faults.history.History;
import io.bush.realtime.it.faults.history.Revocation;
import io.bush.realtime.it.faults.node.Follower;
import io.bush.realtime.it.faults.node.LocalNode;
import io.bush.realtime.it.faults.node.SiteNode;
import io.bush.realtime.it.faults.node.SiteNode.Access;
import io.bush.realtime.it.faults.node.SiteNode.Answer;
import io.bush.realtime.it.redis.Until;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What everybody does while things break: a publisher on each node, and clients that stay, come and go, are present, lock,
 * and lose their access. A thread for each publisher and one for all clients.
 */
final class Workload implements AutoCloseable {

    private static final List<Channel> CHANNELS = LocalNode.CHANNELS;
    private static final List<String> COMMENTS = List.of("comment_a1", "comment_a2", "comment_b1");
    private static final List<String> STATUSES = List.of("viewing", "commenting", "idle");
    private static final long PUBLISH_PACE_MILLIS = 8;
    private static final long CLIENT_PACE_MILLIS = 15;
    /** Longer than any node stands still, for whoever needs an answer and not a quick one. */
    private static final long ANSWER_SECONDS = 30;

    private final History history;
    private final List<SiteNode> nodes;
    private final SplittableRandom random;
    private final Set<Activity> activities;
    private final List<Follower> followers = new ArrayList<>();
    private final List<Follower> steady = new ArrayList<>();
    private final List<Follower> restless = new ArrayList<>();
    private final List<Follower> lockers = new ArrayList<>();
    private final List<Follower> victims = new ArrayList<>();
    // Only of the clients' thread, and after its end.
    private final List<CompletableFuture<Void>> revocations = new ArrayList<>();
    private final Set<String> denied = new LinkedHashSet<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final CountDownLatch publishersEnd = new CountDownLatch(1);
    private final CountDownLatch clientsEnd = new CountDownLatch(1);
    private final List<Thread> publishers = new ArrayList<>();
    private final Thread clients;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    // What clients do until somebody says otherwise; set by the thread of the run.
    private volatile List<Activity> turns;
    // Whether they leave nothing to chance, because somebody waits for it.
    private volatile boolean urgent;

    Workload(History history, List<SiteNode> nodes, Set<Activity> activities, long seed) {
        this.history = history;
        this.nodes = nodes;
        this.activities = activities;
        this.turns = List.copyOf(activities);
        this.random = new SplittableRandom(seed);
        for (SiteNode node : nodes) {
            steady.add(follower("steady", node));
            if (activities.contains(Activity.REPLAYING) || activities.contains(Activity.SUBSCRIBING)) {
                restless.add(follower("restless", node));
            }
            if (activities.contains(Activity.LOCKING)) {
                lockers.add(follower("locker", node));
            }
            if (activities.contains(Activity.REVOKING)) {
                victims.add(follower("victim", node));
            }
        }
        if (activities.contains(Activity.BEING_PRESENT)) {
            steady.forEach(it -> CHANNELS.forEach(channel -> it.show(channel, STATUSES.get(0))));
        }
        for (SiteNode node : nodes) {
            publishers.add(thread("publisher-" + node.name(), () -> publishAll(node)));
        }
        clients = thread("clients", this::moveAll);
    }

    private Thread thread(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | AssertionError failure) {
                        failures.add(failure);
                    }
                },
                name);
        thread.setDaemon(true);
        return thread;
    }

    private Follower follower(String kind, SiteNode node) {
        String name = kind + "_" + node.name();
        Follower follower = new Follower(name, "user_" + name, history, node, CHANNELS);
        followers.add(follower);
        return follower;
    }

    void start() {
        clients.start();
        publishers.forEach(Thread::start);
    }

    /** Whether everybody has what they want, and something was published. */
    boolean warm() {
        return numbers.get() > 20 && steady.stream().allMatch(Follower::settled);
    }

    int published() {
        return numbers.get();
    }

    // ---- publishers ----

    private void publishAll(SiteNode node) {
        while (!ended(publishersEnd, PUBLISH_PACE_MILLIS) && node.isAlive()) {
            int n = numbers.incrementAndGet();
            // Two for each channel in turn: publishers that keep step with each other shall meet in one.
            Channel channel = CHANNELS.get(n / 2 % CHANNELS.size());
            while (!publish(node, channel, n) && !ended(publishersEnd, 5 * PUBLISH_PACE_MILLIS)) {
                // Once more, under the same key.
            }
        }
    }

    /** Whether it needs no other try. */
    private boolean publish(SiteNode node, Channel channel, int n) {
        long from = System.nanoTime();
        long wallMillis = System.currentTimeMillis();
        Answer answer;
        try {
            answer = node.publish(channel, n).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException noAnswer) {
            if (node.isAlive()) {
                throw new AssertionError(node.name() + " did not answer a publish", noAnswer);
            }
            answer = new Answer(Outcome.UNKNOWN, "");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
        history.add(new Attempt(
                n, channel, node.name(), from, wallMillis, System.nanoTime(), answer.outcome(), answer.eventId()));
        return answer.outcome() == Outcome.DURABLE || answer.outcome() == Outcome.LOCAL_ONLY;
    }

    /** Publishes one more event for each channel, when nothing else is going on, each until it is certain. */
    void publishOneEach() {
        for (Channel channel : CHANNELS) {
            int n = numbers.incrementAndGet();
            Until.holds("published in the end", () -> publish(nodes.get(0), channel, n));
        }
    }

    // ---- clients ----

    private void moveAll() {
        int round = 0;
        while (!ended(clientsEnd, CLIENT_PACE_MILLIS)) {
            followers.forEach(Follower::tend);
            if (publishersEnd.getCount() > 0) {
                List<Activity> all = turns;
                act(all.get(round % all.size()));
                round++;
            }
        }
    }

    /** From now on clients do only what nobody has done yet, and at every turn. */
    void prefer(Set<Activity> missing) {
        turns = List.copyOf(missing);
        urgent = true;
    }

    /** From now on clients do everything again. */
    void preferNothing() {
        urgent = false;
        turns = List.copyOf(activities);
    }

    private boolean revocationsAreAnswered() {
        return revocations.stream().allMatch(CompletableFuture::isDone);
    }

    private void act(Activity activity) {
        Channel channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
        switch (activity) {
            case PUBLISHING -> {
                return;
            }
            case SUBSCRIBING -> any(restless).leave(channel);
            case REPLAYING -> {
                // Not at every turn: who is cut off all the time sees nothing.
                if (random.nextInt(4) == 0 || urgent) {
                    any(restless).move(any(alive()));
                }
            }
            case BEING_PRESENT -> any(steady).show(channel, any(STATUSES));
            case LOCKING -> lockSomething();
            case REVOKING -> {
                if (random.nextInt(4) == 0 || (urgent && revocationsAreAnswered())) {
                    revokeOrAllow(any(victims));
                }
            }
        }
    }

    private void lockSomething() {
        String comment = any(COMMENTS);
        Follower locker = any(lockers);
        if (random.nextInt(3) == 0) {
            locker.unlock(comment);
        } else {
            locker.lock(comment.startsWith("comment_a") ? CHANNELS.get(0) : CHANNELS.get(1), comment);
        }
    }

    private void revokeOrAllow(Follower victim) {
        String user = victim.user();
        if (denied(user)) {
            permit(user, Access.ALLOWED);
            return;
        }
        permit(user, Access.DENIED);
        SiteNode node = any(alive());
        long from = System.nanoTime();
        CompletableFuture<Boolean> answer = node.revoke(user);
        revocations.add(answer.thenAccept(
                recorded -> history.add(new Revocation(user, node.name(), from, System.nanoTime(), recorded))));
    }

    private synchronized void permit(String user, Access access) {
        if (access == Access.DENIED) {
            denied.add(user);
        } else {
            denied.remove(user);
        }
        nodes.forEach(node -> node.permit(user, access));
    }

    private synchronized boolean denied(String user) {
        return denied.contains(user);
    }

    private List<SiteNode> alive() {
        return nodes.stream().filter(SiteNode::isAlive).toList();
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    // ---- the end ----

    /** Nothing more is published, said, locked or revoked; clients only go on wanting what they want. */
    void quiet() {
        publishersEnd.countDown();
    }

    /** Waits for the answers to what was asked before. */
    void awaitQuiet() {
        publishers.forEach(Workload::join);
        requireWell();
    }

    /** Everything that was asked of a node was answered. */
    void requireWell() {
        for (Throwable failure : failures) {
            throw new AssertionError("the workload broke off", failure);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2 * ANSWER_SECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new AssertionError(thread.getName() + " does not end");
        }
    }

    /** Which channels each client has to be subscribed to in the end. */
    Map<String, List<Channel>> subscribed() {
        Map<String, List<Channel>> subscribed = new LinkedHashMap<>();
        for (Follower follower : followers) {
            if (follower.node().isAlive() && !denied(follower.user())) {
                subscribed.put(follower.name(), follower.wanted());
            }
        }
        return subscribed;
    }

    synchronized Set<String> denied() {
        return Set.copyOf(denied);
    }

    /** Who is present where. */
    Map<Channel, Map<String, String>> present() {
        Map<Channel, Map<String, String>> present = new LinkedHashMap<>();
        for (Channel channel : CHANNELS) {
            Map<String, String> here = new LinkedHashMap<>();
            for (Follower follower : steady) {
                String status = follower.shows(channel);
                if (status != null && follower.node().isAlive()) {
                    here.put(follower.user(), status);
                }
            }
            present.put(channel, here);
        }
        return present;
    }

    private static boolean ended(CountDownLatch end, long millis) {
        try {
            return end.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        publishersEnd.countDown();
        clientsEnd.countDown();
        publishers.forEach(Workload::join);
        join(clients);
        for (CompletableFuture<Void> revocation : revocations) {
            try {
                revocation.get(ANSWER_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException nodeIsGone) {
                // It was never recorded.
            } catch (TimeoutException noAnswer) {
                failures.add(noAnswer);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        requireWell();
    }
}
