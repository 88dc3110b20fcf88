namespace Autograd.Data;

/// <summary>What is predicted.</summary>
public enum TabularTask
{
    /// <summary>
    /// Found by looking: words and booleans are classes, and so are whole numbers of which there are up to ten; other numbers are to be
    /// met as they are.
    /// </summary>
    Auto,

    /// <summary>One of several classes, with its probability.</summary>
    Classification,

    /// <summary>A number.</summary>
    Regression,
}
