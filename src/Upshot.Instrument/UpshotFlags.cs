using System.Diagnostics;
using Upshot.Instrument.Flags;

namespace Upshot.Instrument;

/// <summary>The hook for providers of feature flags.</summary>
public static class UpshotFlags
{
    /// <summary>
    /// Writes the event <c>feature_flag.evaluation</c> of the OpenTelemetry semantic conventions, correlated with the current span, and notes the
    /// flag on that span. Call it whenever a flag was evaluated.
    /// </summary>
    /// <param name="flag">The flag's key.</param>
    /// <param name="variant">What it evaluated to, such as on or off.</param>
    /// <param name="provider">Who evaluated it.</param>
    /// <param name="reason">static, default, targeting_match, split, cached, disabled, unknown, stale or error.</param>
    /// <param name="version">Version of the flag's rules.</param>
    /// <param name="context">Whom it was evaluated for. Nobody's name or address: it is stored as it is.</param>
    /// <param name="error">Type of the error, when there was one.</param>
    public static void Evaluated(string flag, string variant, string? provider = null, string? reason = null, string? version = null, string? context = null, string? error = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(flag);
        ArgumentNullException.ThrowIfNull(variant);
        FeatureFlags.Write(new(flag, variant, provider, reason, version, context, error), Activity.Current);
    }
}
