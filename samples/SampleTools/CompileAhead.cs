namespace SampleTools;

/// <summary>
/// Compiles what a program is going to run while it still makes its data: .NET compiles a method when it is first called, which is most
/// of the time that a small program takes to its first training step.
/// </summary>
public static class CompileAhead
{
    /// <summary>Runs a step of a toy on another thread, which ends with the program.</summary>
    /// <param name="step">
    /// What calls the methods of a training step: a network, a loss and an optimizer of the same kinds as the real ones. It must share
    /// nothing with the program that it could change.
    /// </param>
    public static void With(Action step)
    {
        ArgumentNullException.ThrowIfNull(step);
        new Thread(step.Invoke) { IsBackground = true, Name = "compile ahead" }.Start();
    }
}
