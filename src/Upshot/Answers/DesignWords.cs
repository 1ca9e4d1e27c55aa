namespace Upshot.Answers;

/// <summary>Designs of comparisons as people read them.</summary>
public static class DesignWords
{
    public static string Of(string design) => design switch
    {
        "sideBySide" => "side by side",
        "mixed" => "mixed (partly side by side)",
        "oneAfterTheOther" => "one after the other",
        "flag" => "flag on against off",
        _ => "no comparison",
    };
}
