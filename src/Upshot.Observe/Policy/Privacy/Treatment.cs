namespace Upshot.Observe.Policy.Privacy;

/// <summary>What becomes of a classed value.</summary>
internal enum Treatment : byte
{
    Keep,

    /// <summary>Only what stands behind a question mark goes: an address whose query is classed.</summary>
    CutQuery,

    /// <summary>Replaced by a keyed hash; dropped where there is no key.</summary>
    Hash,

    /// <summary>Replaced by a fixed text.</summary>
    Mask,

    /// <summary>The attribute goes.</summary>
    Drop,
}
