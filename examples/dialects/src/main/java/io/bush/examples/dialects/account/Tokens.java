package io.bush.examples.dialects.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Principal;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Issues and judges the users' tokens: JWTs signed with HS256 and nothing else. Thread safety: any thread. */
public final class Tokens {

    /** HS256 takes no shorter secret. */
    public static final int MIN_SECRET_BYTES = 32;

    private final Clock clock;
    private final MACSigner signer;
    private final MACVerifier verifier;

    /**
     * Makes the judge.
     *
     * @param secret at least {@value #MIN_SECRET_BYTES} bytes
     * @param clock says what has expired
     */
    public Tokens(byte[] secret, Clock clock) {
        this.clock = clock;
        try {
            signer = new MACSigner(secret);
            verifier = new MACVerifier(secret);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("a secret of " + secret.length + " bytes, allowed: 32 or more", e);
        }
    }

    /** Signs a token for a user. */
    public String issue(String userId, String name, Duration lifetime) {
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .subject(userId)
                .claim("name", name)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .build();
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign a token", e);
        }
        return token.serialize();
    }

    /** Judges a token: form, algorithm, signature, expiry. Returns null when one of them is wrong. */
    public @Nullable Authentication judge(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(verifier)) {
                return null;
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Date expires = claims.getExpirationTime();
            if (claims.getSubject() == null
                    || expires == null
                    || !expires.toInstant().isAfter(clock.instant())) {
                return null;
            }
            Principal user = new Principal.Member(claims.getSubject(), claims.getStringClaim("name"), null);
            return new Authentication(user, expires.toInstant());
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return null;
        }
    }
}
