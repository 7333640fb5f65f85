package io.bush.realtime.internal.sideband;

import io.bush.realtime.auth.GuestAccess;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.internal.sideband.Notices.Loss;
import io.bush.realtime.internal.sideband.Notices.Notice;
import io.bush.realtime.presence.PresenceChange;
import io.bush.realtime.presence.PresenceSettings;
import io.bush.realtime.presence.PresenceSnapshot;
import io.bush.realtime.presence.PresentUser;
import io.bush.realtime.protocol.CollaborationMessage;
import io.bush.realtime.protocol.CollaborationMessage.PresenceState.Present;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a channel, as this node tells its subscribers (contract §2, P7): each change to all but the one who made it; of
 * a crowd the first few and the number, every few seconds. Thread safety: on the channel's lane only.
 */
final class PresenceReplica extends Replica<PresenceSnapshot, PresenceChange> {

    private final Channel channel;
    private final SidebandContext context;
    private final PresenceSettings settings;
    private final Sideband sideband;
    /** In the order in which they appeared. */
    private final Map<String, PresentUser> users = new LinkedHashMap<>();
    /** What the copy has seen. */
    private long revision;

    /** Whether there are so many that the subscribers are shown the crowd. */
    private boolean crowded;
    /** Something of the crowd changed since it was shown. */
    private boolean crowdNews;
    /** It will be shown when its time has come. */
    private boolean crowdWaits;
    /** When the last one was sent, on the monotonic clock. */
    private long crowdSentAt;

    PresenceReplica(Audience audience, SidebandContext context, Sideband sideband) {
        super(audience, context, "PresenceStore");
        this.channel = audience.channel();
        this.context = context;
        this.settings = context.settings();
        this.sideband = sideband;
        this.crowdSentAt = context.nanoTime() - settings.crowdInterval().toNanos();
    }

    @Override
    CompletionStage<PresenceSnapshot> ask() {
        return context.presence().snapshot(channel);
    }

    @Override
    CompletionStage<Optional<Duration>> sweepStore() {
        return context.presence().sweep(channel);
    }

    @Override
    boolean load(PresenceSnapshot picture) {
        users.clear();
        picture.users().forEach(one -> users.put(one.user().id(), one));
        revision = picture.revision();
        crowded = users.size() > settings.crowd();
        return !users.isEmpty();
    }

    @Override
    boolean isEmpty() {
        return users.isEmpty();
    }

    @Override
    Fit apply(PresenceChange change) {
        if (change.revision() <= revision) {
            return Fit.STALE;
        }
        if (change.previous() == PresenceChange.NOBODY_BEFORE) {
            // A change that was missed emptied the channel: whoever is still in the copy has left.
            if (!users.isEmpty()) {
                return Fit.GAP;
            }
        } else if (change.previous() != revision) {
            return Fit.GAP;
        }
        revision = change.revision();
        if (change instanceof PresenceChange.Updated updated) {
            users.put(updated.user().id(), new PresentUser(updated.user(), updated.state()));
        } else {
            users.remove(change.user().id());
        }
        return Fit.APPLIED;
    }

    @Override
    void announce(PresenceChange change) {
        if (crowded || users.size() > settings.crowd()) {
            // Who comes back below the limit is shown as a crowd once more, in its time: some swing to and fro.
            crowded = true;
            announceCrowd();
        } else {
            sideband.add(noticeOf(change));
        }
    }

    private Notice noticeOf(PresenceChange change) {
        if (change instanceof PresenceChange.Updated updated) {
            boolean joined = updated.kind() == PresenceChange.Updated.Kind.JOINED;
            // A join is told: what only changes may be overtaken by what changes next.
            String key = joined ? null : "presence:" + change.user().id();
            return notice(view -> update(updated, joined, view), change, key);
        }
        return notice(view -> leave(change.user(), view), change, null);
    }

    private Notice notice(Notices.Content content, PresenceChange change, @Nullable String key) {
        return new Notice(content, change.causedBy(), key, Loss.SPOILS_THE_PICTURE, this::picture);
    }

    private @Nullable CollaborationMessage update(PresenceChange.Updated change, boolean joined, ViewClass view) {
        Principal user = context.guests().shown(change.user(), view);
        return user == null ? null : new CollaborationMessage.PresenceUpdate(channel, user, change.state(), joined);
    }

    private @Nullable CollaborationMessage leave(Principal who, ViewClass view) {
        Principal user = context.guests().shown(who, view);
        return user == null ? null : new CollaborationMessage.PresenceLeave(channel, user.id());
    }

    private void announceCrowd() {
        crowdNews = true;
        if (crowdWaits) {
            return;
        }
        long wait = crowdSentAt + settings.crowdInterval().toNanos() - context.nanoTime();
        if (wait <= 0) {
            announceAll();
            return;
        }
        crowdWaits = true;
        sideband.later(Duration.ofNanos(wait), () -> {
            crowdWaits = false;
            if (crowded && crowdNews) {
                // Again by the clock: it may have been shown meanwhile.
                announceCrowd();
            }
        });
    }

    @Override
    void announceAll() {
        crowdNews = false;
        crowdSentAt = context.nanoTime();
        crowded = users.size() > settings.crowd();
        // A picture of all may not be overtaken: what is told one by one between the two rests on it.
        String key = crowded ? "presence.state" : null;
        sideband.add(new Notice(this::picture, null, key, Loss.SPOILS_THE_PICTURE));
        // At once: what changes later in this round is told after it.
        sideband.flush();
    }

    @Override
    CollaborationMessage picture(ViewClass view) {
        GuestAccess guests = context.guests();
        int most = users.size() > settings.crowd() ? settings.crowdShown() : users.size();
        boolean countAll = view == ViewClass.MEMBER || guests.members() != GuestAccess.Members.HIDDEN;
        List<Present> shown = new ArrayList<>(Math.min(most, users.size()));
        int total = 0;
        for (PresentUser one : users.values()) {
            Principal user = guests.shown(one.user(), view);
            if (user != null) {
                total++;
                if (shown.size() < most) {
                    shown.add(new Present(user, one.state()));
                } else if (countAll) {
                    return new CollaborationMessage.PresenceState(channel, shown, users.size());
                }
            }
        }
        return new CollaborationMessage.PresenceState(channel, shown, total);
    }
}
