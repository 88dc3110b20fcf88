namespace RareDisease;

/// <summary>Who is told how far the trainings have come. Called from several threads at once.</summary>
internal interface IProgressReport
{
    /// <summary>A training took one more step.</summary>
    void Updated(Strategy strategy);

    /// <summary>A training came to its end.</summary>
    void Finished(TrainingResult result);
}
