namespace PhysicsInformed;

/// <summary>How far the solver has come.</summary>
/// <param name="Step">How many steps it has made.</param>
/// <param name="Evaluations">How many times the loss and its gradient were computed for them.</param>
/// <param name="Loss">The loss now.</param>
internal sealed record Progress(int Step, int Evaluations, double Loss);
