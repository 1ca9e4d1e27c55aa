using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>What has to become of an attribute's value at the source.</summary>
internal static class Redactions
{
    /// <summary>Null: nothing, the value may be emitted.</summary>
    public static Redaction? Of(AttributeDefinition attribute) => attribute.AtSource;
}
