# Varnish before `ilofeed serve` or `ilofeed run`. Feeds survive an outage of three days.
vcl 4.1;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
}

# Varnish does not know `stale-if-error`, and its own grace sends an old copy first and asks afterwards: a reader that
# comes once an hour would always get the news of an hour ago. So an old copy is only for the second try.
sub vcl_recv {
    if (req.restarts == 0) {
        unset req.http.X-Second-Try;
        set req.grace = 0s;
    } else {
        set req.http.X-Second-Try = "yes";
        set req.grace = 3d;
    }
}

sub vcl_backend_response {
    if (beresp.status < 500) {
        set beresp.grace = 3d;
    } else if (bereq.is_bgfetch || !bereq.http.X-Second-Try) {
        return (abandon);
    }
}

sub vcl_backend_error {
    if (bereq.is_bgfetch || !bereq.http.X-Second-Try) {
        return (abandon);
    }
}

sub vcl_synth {
    if (resp.status == 503 && req.restarts == 0) {
        return (restart);
    }
}
