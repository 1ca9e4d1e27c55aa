namespace Upshot.Decide.Comparison.Versions;

/// <summary>Reasons as sentences have them.</summary>
public static class InconclusiveReasons
{
    public static string Words(this InconclusiveReason reason) => reason switch
    {
        InconclusiveReason.None or InconclusiveReason.NotEnoughEvidence => "there is not enough evidence",
        InconclusiveReason.NoTraffic => "no request was seen of one version",
        InconclusiveReason.NothingCounted => "nothing that it counts came from either version",
        InconclusiveReason.ConfoundedWithTime => "confounded with time",
        InconclusiveReason.NoProcessIdentity => "processes cannot be told apart",
        InconclusiveReason.SampleRatioMismatch => "the versions did not get the requests they were meant to get",
        InconclusiveReason.StillWarming => "the candidate is still warming up",
        _ => "not judged, because the balancer decides it and not the release",
    };
}
